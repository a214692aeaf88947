package dev.otto.scheduler.config;

import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PromptLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, checked, with a record for each section of the file. The flow defaults
 * and the budgets are checked with it but not kept here: they change while Otto runs, and {@code
 * FlowDefaultsDocument} keeps them live.
 */
public record OttoConfig(
    OpenCode opencode,
    ExternalApi externalApi,
    ControlPlane controlPlane,
    ModelManagement modelManagement,
    Scheduler scheduler,
    Notify delivery,
    Retention retention,
    Transcripts transcripts,
    Jmx jmx,
    Optional<ServerDatabase> database,
    Node node) {

  /** Returns the limits of a prompt for which nothing else is set. */
  public PromptLimits promptLimits() {
    Limits limits = scheduler.limits();
    return new PromptLimits(
        scheduler.prompts().timeout(),
        opencode.maxAnswerBytes(),
        limits.steps(),
        limits.tokens(),
        limits.costUsd(),
        limits.firstToken(),
        limits.stall());
  }

  /**
   * The OpenCode server that runs the prompts.
   *
   * @param maxAnswerBytes the size of a model's answer beyond which it is cut
   */
  public record OpenCode(
      URI url, String username, @Nullable String secret, Duration startupWait, int maxAnswerBytes) {

    /** Returns the password for Basic authentication, if the server asks for one. */
    public Optional<String> password() {
      return Optional.ofNullable(secret);
    }

    @Override
    public String toString() {
      return "OpenCode[" + url + (secret == null ? "]" : ", with a password]");
    }
  }

  /**
   * The address of the external API. Port 0 takes any free one.
   *
   * @param hostNames more names that clients may call it by
   * @param allowInsecure listen to other machines without TLS, because a proxy provides it
   */
  public record ExternalApi(
      String host,
      int port,
      List<String> hostNames,
      @Nullable Tls certificate,
      boolean allowInsecure) {
    public ExternalApi {
      hostNames = List.copyOf(hostNames);
    }

    public Optional<Tls> tls() {
      return Optional.ofNullable(certificate);
    }
  }

  /**
   * A certificate in PEM files: the server's certificate with its chain, and its unencrypted key.
   */
  public record Tls(Path certificate, Path privateKey) {}

  /**
   * The web control plane and its address. Port 0 takes any free one.
   *
   * @param hostNames more names that browsers may call it by
   * @param allowInsecure listen to other machines, because a proxy provides TLS
   */
  public record ControlPlane(
      boolean enabled, String host, int port, List<String> hostNames, boolean allowInsecure) {
    public ControlPlane {
      hostNames = List.copyOf(hostNames);
    }
  }

  /**
   * The settings of the model catalog.
   *
   * @param checkAfterRefresh whether the models in use are asked whether they answer after each
   *     refresh, which costs money
   */
  public record ModelManagement(Duration refreshInterval, boolean checkAfterRefresh) {}

  /**
   * The settings of the scheduler.
   *
   * @param enabled if not, everything answers but no job fires
   */
  public record Scheduler(
      boolean enabled,
      int maxConcurrentPrompts,
      Prompts prompts,
      Limits limits,
      Retry retry,
      Duration expireOneShotsAfter,
      Duration shutdownGrace) {}

  /**
   * The defaults for prompts of jobs.
   *
   * @param agentName OpenCode's agent
   * @param permissions the answer to tools that ask for permission
   */
  public record Prompts(
      Duration timeout, @Nullable String agentName, PermissionPolicy permissions) {

    public Optional<String> agent() {
      return Optional.ofNullable(agentName);
    }
  }

  /**
   * The limits at which a run is stopped, its subagents included; null is none.
   *
   * @param steps the number of calls of a model
   * @param tokens without those read from a provider's cache
   * @param firstToken the time until the model begins to answer
   * @param stall the time in which nothing happens in OpenCode
   */
  public record Limits(
      @Nullable Long steps,
      @Nullable Long tokens,
      @Nullable Double costUsd,
      @Nullable Duration firstToken,
      @Nullable Duration stall) {}

  /**
   * The settings for retrying a run that failed for a temporary reason.
   *
   * @param attempts attempts in all; 1 means that nothing is retried
   * @param delay before the second attempt
   * @param backoff the growth of the delay from one attempt to the next
   * @param maxDelay the length at which the growth ends
   */
  public record Retry(int attempts, Duration delay, Backoff backoff, Duration maxDelay) {
    /** Retries nothing. */
    public static final Retry NONE = new Retry(1, Duration.ZERO, Backoff.CONSTANT, Duration.ZERO);

    /** Returns the delay before this attempt, of which the first is number 1. */
    public Duration delayBefore(int attempt) {
      if (backoff == Backoff.CONSTANT) {
        return delay;
      }
      Duration most = maxDelay.compareTo(delay) < 0 ? delay : maxDelay;
      Duration grown = delay;
      for (int i = 2; i < attempt && grown.compareTo(most) < 0; i++) {
        grown = grown.multipliedBy(2);
      }
      return grown.compareTo(most) < 0 ? grown : most;
    }
  }

  /** The growth of the delay between retries. */
  public enum Backoff {
    /** Every delay is the same. */
    CONSTANT,
    /** Each delay is twice as long as the one before. */
    EXPONENTIAL;

    /** Returns the name in files and payloads. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Backoff> of(String key) {
      return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
    }
  }

  /** The settings of notifications other than the log. The file's section is {@code notify}. */
  public record Notify(@Nullable URI webhook) {
    public Optional<URI> webhookUrl() {
      return Optional.ofNullable(webhook);
    }
  }

  /** The ages above which rows are deleted. */
  public record Retention(Duration runs, Duration audit, Duration notifications) {}

  /**
   * The transcripts of runs.
   *
   * @param kept for how long; zero takes none
   * @param withTools whether with what tools were given and returned
   */
  public record Transcripts(Duration kept, boolean withTools) {}

  /**
   * Management over JMX.
   *
   * @param enabled if not, there are no beans
   * @param quartzBean show Quartz's own bean too, which can delete and clear behind the audit
   */
  public record Jmx(boolean enabled, boolean quartzBean, @Nullable JmxRemote connector) {

    /**
     * Returns the settings of remote access; without them only processes of the same user on this
     * machine can connect.
     */
    public Optional<JmxRemote> remote() {
      return Optional.ofNullable(connector);
    }
  }

  /**
   * The settings of remote access: all of them or none.
   *
   * @param host the one address that clients reach it by
   * @param port for registry and objects
   */
  public record JmxRemote(String host, int port, Tls tls, Path passwordFile, Path accessFile) {}

  /**
   * This Otto among others.
   *
   * @param labels by which jobs may choose where they run
   */
  public record Node(Optional<String> name, Set<String> labels) {
    /** The form of a label, in words. */
    public static final String LABEL =
        "1 to 32 lower-case letters, digits, dots, hyphens and underscores";

    private static final Pattern PATTERN = Pattern.compile("[a-z0-9._-]{1,32}");

    public Node {
      labels = Set.copyOf(labels);
    }

    /** Reports whether a label may be so. */
    public static boolean isLabel(String text) {
      return PATTERN.matcher(text).matches();
    }
  }

  /**
   * A database on a PostgreSQL server, instead of the file in Otto's home.
   *
   * @param url the driver's, without user and password
   * @param passwordFile the file whose first line is the password, where that is not given
   */
  public record ServerDatabase(
      String url,
      Optional<String> user,
      Optional<String> password,
      Optional<Path> passwordFile,
      int maxConnections) {

    @Override
    public String toString() {
      return "ServerDatabase[" + url.replaceFirst("\\?.*", "") + "]";
    }
  }
}
