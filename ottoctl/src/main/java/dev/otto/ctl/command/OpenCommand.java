package dev.otto.ctl.command;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.Address;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Connection;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.output.Output;
import java.util.List;

/** The command {@code open}: a link into the web control plane that needs no token typed. */
final class OpenCommand extends Verb {
  private final Argument<String> url =
      text(
          "--control-plane-url",
          "URL",
          "Where the control plane is; else OTTO_CONTROL_PLANE_URL, where the one on this machine"
              + " listens, "
              + Address.Part.CONTROL_PLANE.byDefault());

  private final Argument<Boolean> print = flag("--print", "Only print the link");

  OpenCommand() {
    super("Opens the web control plane in a browser, signed in.", "ottoctl open --print");
  }

  @Override
  public Integer call() {
    var context = context();
    var out = context.output();
    var address =
        context.trusted(Address.of(Address.Part.CONTROL_PLANE, url.find(), context.environment()));
    JsonObject answer = link(new OttoApi(new Connection(address, context.token())));
    String link = Fields.of(answer).text("url");
    out.print(answer, () -> List.of(link), () -> List.of(link), () -> List.of(link));
    out.remark("works once, ends " + out.relative(Fields.of(answer), "expiresAt"));
    if (out.forPeople() && context.atTerminal() && !print.value()) {
      open(context, out, link);
    }
    return 0;
  }

  private static JsonObject link(OttoApi api) {
    try {
      return api.loginLink();
    } catch (ApiException e) {
      if (e.exitCode() == ApiException.UNREACHABLE || e.exitCode() == ApiException.NOT_FOUND) {
        throw ApiException.unreachable(
            "No control plane answers at "
                + api.url()
                + "; ottoctl status shows whether Otto runs one, and --control-plane-url names"
                + " another address.");
      }
      throw e;
    }
  }

  private static void open(CommandContext context, Output out, String link) {
    var browser = Browser.find(context.environment());
    if (browser.isEmpty() || !browser.get().open(link)) {
      out.remark("no browser can be started here; open the link yourself");
    }
  }
}
