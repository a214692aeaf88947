package dev.otto.ctl.command;

import static dev.otto.ctl.client.Address.Part.EXTERNAL_API;
import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.Address;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Connection;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.output.Output;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The command {@code token rotate}: works on the file of a local Otto, never over the network. */
final class TokenCommand extends Verb {
  private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; change nothing");

  TokenCommand() {
    super(
        "Replaces the token; the old one stops working at once.", "ottoctl token rotate --dry-run");
  }

  static Verb noun() {
    return Verb.noun("Manages the token of the Otto on this machine.", "ottoctl token rotate");
  }

  @Override
  public Integer call() {
    var context = context();
    var address = unlessEnded(context::address);
    address.ifPresent(found -> requireThisMachine(found.url(), context));
    var file = new LocalToken(context.tokenFile());
    String old = file.read();
    var running = address.filter(found -> isTaken(found, old, file));
    if (!dryRun.value()) {
      change(file, old, running);
    }
    tell(context.output(), file, dryRun.value(), running.isPresent());
    return 0;
  }

  /** Returns the address; empty if the local daemon has ended. */
  private static Optional<Address> unlessEnded(Supplier<Address> address) {
    try {
      return Optional.of(address.get());
    } catch (ApiException e) {
      if (e.exitCode() == ApiException.UNREACHABLE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void requireThisMachine(URI url, CommandContext context) {
    String host = url.getHost();
    boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    if (!loopback && !isOfThisMachine(url, context)) {
      throw ApiException.usage(
          url + " is another machine; run ottoctl token rotate there, as the user who runs Otto.");
    }
  }

  private static boolean isOfThisMachine(URI url, CommandContext context) {
    return unlessEnded(() -> Address.ofThisMachine(EXTERNAL_API, context.environment())).stream()
        .anyMatch(address -> address.url().equals(url));
  }

  /** Reports whether a running Otto accepts the token; one that does not uses another file. */
  private static boolean isTaken(Address address, String token, LocalToken file) {
    try {
      new OttoApi(new Connection(address, token)).health();
      return true;
    } catch (ApiException e) {
      switch (e.exitCode()) {
        case ApiException.UNREACHABLE -> {
          return false;
        }
        case ApiException.UNAUTHORIZED ->
            throw ApiException.unauthorized(
                "The Otto at "
                    + address.url()
                    + " does not accept the token in "
                    + file.file()
                    + ", so that is not its file; name the right one with --token-file.");
        default -> throw e;
      }
    }
  }

  /**
   * Changes the token; if the running Otto does not accept the new one, the file was a copy and is
   * restored.
   */
  private static void change(LocalToken file, String old, Optional<Address> running) {
    String fresh = LocalToken.fresh();
    file.replace(fresh);
    try {
      running.ifPresent(address -> isTaken(address, fresh, file));
    } catch (ApiException e) {
      file.replace(old);
      throw e;
    }
  }

  private static void tell(Output out, LocalToken file, boolean dryRun, boolean runs) {
    String status = dryRun ? "unchanged" : "rotated";
    var answer = new JsonObject();
    answer.addProperty("status", status);
    answer.addProperty("file", file.file().toString());
    answer.addProperty("inForce", runs && !dryRun);
    out.print(
        answer,
        () -> List.of((dryRun ? "A new token would be in " : "A new token is in ") + file.file()),
        () -> List.of(tabs("status", status), tabs("file", file.file().toString())),
        () -> List.of(file.file().toString()));
    if (dryRun) {
      out.remark("dry run: nothing was changed");
    } else {
      out.remark(
          runs
              ? "the old one no longer works; clients must read the file again"
              : "no Otto answers; it will read the new one when it starts");
    }
  }
}
