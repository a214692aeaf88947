package dev.otto.ctl;

import com.google.gson.JsonObject;
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
    var ottoctl = ottoctl();
    var out = ottoctl.output();
    var address = Address.of(Address.Part.CONTROL_PLANE, url.find(), ottoctl.environment());
    JsonObject answer = link(new OttoApi(new Connection(address, ottoctl.token())));
    String link = Fields.of(answer).text("url");
    out.print(answer, () -> List.of(link), () -> List.of(link), () -> List.of(link));
    out.remark("works once, ends " + out.relative(Fields.of(answer), "expiresAt"));
    if (out.forPeople() && ottoctl.atTerminal() && !print.value()) {
      open(ottoctl, out, link);
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

  private static void open(Ottoctl ottoctl, Output out, String link) {
    var browser = Browser.find(ottoctl.environment());
    if (browser.isEmpty() || !browser.get().open(link)) {
      out.remark("no browser can be started here; open the link yourself");
    }
  }
}
