package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.otto.models.FailureCode;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelRef;
import dev.otto.models.Removal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The models of an OpenCode server: those it lists, and the one its configuration names. */
public final class OpenCodeModels implements ModelBackend, AutoCloseable {
  private static final Duration HEALTH_WAIT = Duration.ofMillis(500);
  private static final int HEALTH_TRIES = 4;
  private static final Duration CATALOG_WAIT = Duration.ofSeconds(30);
  private static final Duration CONFIG_WAIT = Duration.ofSeconds(10);

  private final OpenCodeHttp http;
  private final Set<OpenCodeCall> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Reads one response as it arrives. */
  private interface BodyReader<T> {
    T read(InputStream body) throws IOException;
  }

  public OpenCodeModels(OpenCodeHttp http) {
    this.http = http;
  }

  @Override
  public Listing list() throws UnavailableException {
    awaitHealth();
    ProvidersReader models = get("/config/providers", CATALOG_WAIT, ProvidersReader::read);
    return new Listing(models.models(), globalDefault(), models.skipped());
  }

  @Override
  public Optional<ModelRef> globalDefault() throws UnavailableException {
    return get("/config", CONFIG_WAIT, OpenCodeConfigReader::model).flatMap(ModelRef::parse);
  }

  @Override
  public List<Removal> explain(List<ModelRef> removed) throws UnavailableException {
    Set<ModelRef> deprecated = get("/config", CONFIG_WAIT, OpenCodeConfigReader::deprecated);
    return get("/provider", CONFIG_WAIT, body -> RemovalReader.read(body, removed, deprecated));
  }

  @Override
  public String address() {
    return http.address();
  }

  /**
   * Waits for a cheap request to succeed before each call: the port accepts connections before the
   * server is ready, and requests sent then are never answered.
   */
  private void awaitHealth() throws UnavailableException {
    for (int tries = 1; ; tries++) {
      try {
        accepted("/global/health", http.request("GET", "/global/health", none(), HEALTH_WAIT));
        return;
      } catch (OpenCodeCallException e) {
        if (!e.wasLate() || tries == HEALTH_TRIES) {
          throw new UnavailableException(e.code(), String.valueOf(e.getMessage()), e);
        }
      }
    }
  }

  private <T> T get(String path, Duration total, BodyReader<T> reading)
      throws UnavailableException {
    var call = http.call("GET", path, none(), total);
    track(call);
    try (call) {
      OpenCodeCall.StreamedResponse answer = call.stream();
      accepted(path, answer.status(), answer.isJson());
      return reading.read(answer.body());
    } catch (JsonProcessingException e) {
      // Without the cause: its message quotes the answer.
      throw new UnavailableException(
          FailureCode.OPENCODE_BAD_ANSWER,
          says("answered GET " + path + " with broken JSON; check the URL and OpenCode's version"));
    } catch (ProvidersReader.TooManyModelsException e) {
      throw new UnavailableException(
          FailureCode.OPENCODE_BAD_ANSWER, says(String.valueOf(e.getMessage())));
    } catch (OpenCodeCallException e) {
      throw new UnavailableException(e.code(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UnavailableException(
          FailureCode.OPENCODE_BROKE_OFF, String.valueOf(e.getMessage()), e);
    } finally {
      open.remove(call);
    }
  }

  /** Ends the present request and all later ones: nobody waits for a silent server. */
  @Override
  public void close() {
    closed = true;
    open.forEach(OpenCodeCall::cancel);
  }

  private void track(OpenCodeCall call) {
    open.add(call);
    if (closed) {
      call.cancel();
    }
  }

  private void accepted(String path, OpenCodeHttp.Response answer) throws UnavailableException {
    accepted(path, answer.status(), answer.isJson());
  }

  private void accepted(String path, int status, boolean json) throws UnavailableException {
    if (status == 200 && json) {
      return;
    }
    if (http.isTooOld()) {
      throw new UnavailableException(FailureCode.OPENCODE_BAD_ANSWER, http.tooOld());
    }
    String what = "answered GET " + path + " with status " + status;
    throw new UnavailableException(
        OpenCodeApi.code(status),
        says(
            switch (status) {
              case 200 -> "answered GET " + path + " with something other than JSON; check the URL";
              case 401, 403 -> what + ": it " + OpenCodeHttp.REFUSES_PASSWORD;
              case 400 -> what + "; correct OpenCode's own configuration and restart OpenCode";
              default -> what + "; see OpenCode's log";
            }));
  }

  private String says(String what) {
    return "OpenCode at " + http.address() + " " + what;
  }

  private static Optional<byte[]> none() {
    return Optional.empty();
  }
}
