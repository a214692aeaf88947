package dev.otto.controlplane.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.ProfileChange;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.http.Call;
import dev.otto.controlplane.http.Reply;
import dev.otto.controlplane.http.Route;
import dev.otto.controlplane.http.RouteGroup;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The notification profile, and what there is to know of this installation. */
public final class SettingsPages implements RouteGroup {
  private static final String PATH = "/settings";

  private final OttoApi otto;
  private final Pages pages;
  private final About about;

  /** This control plane, and the Otto that it belongs to. */
  public record About(String version, Supplier<String> address, URI otto) {}

  public SettingsPages(OttoApi otto, Pages pages, About about) {
    this.otto = otto;
    this.pages = pages;
    this.about = about;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(PATH, this::settings), Route.post(PATH, this::save));
  }

  private Reply settings(Call call) {
    ObjectNode profile = otto.notificationProfile().orThrow();
    return show(call, 200, profile, ProfileForm.of(profile));
  }

  private Reply save(Call call) {
    ObjectNode profile = otto.notificationProfile().orThrow();
    Fields fields = ProfileForm.typed(call.form());
    if (!call.form().typed("version").equals(version(profile))) {
      fields.reject(
          "",
          "The settings were changed meanwhile. Your values are below; save again to replace what"
              + " is in force now: "
              + inForce(profile, fields)
              + ".");
      return show(call, 409, profile, fields);
    }
    ObjectNode wish = ProfileForm.wish(fields);
    return fields.valid() ? save(call, profile, fields, wish) : show(call, 422, profile, fields);
  }

  private Reply save(Call call, ObjectNode profile, Fields fields, ObjectNode wish) {
    return switch (otto.changeNotificationProfile(wish)) {
      case Result.Ok<ProfileChange>(var change, _) ->
          pages.seeOther(call.session(), told(profile, change), PATH);
      case Result.Refused<ProfileChange> refused -> {
        refused.details().forEach(it -> fields.reject(ProfileForm.field(it.field()), it.message()));
        if (fields.valid()) {
          fields.reject("", refused.message());
        }
        yield show(call, 422, profile, fields);
      }
      case Result.Unreachable<ProfileChange>(var message) ->
          unsaved(call, profile, fields, message);
      case Result.Unauthorised<ProfileChange>(var message) ->
          unsaved(call, profile, fields, message);
    };
  }

  private Reply unsaved(Call call, ObjectNode profile, Fields fields, String message) {
    return show(call, 502, profile, fields.reject("", message + ". Nothing was saved."));
  }

  private static Flash told(ObjectNode before, ProfileChange change) {
    List<String> changes = ProfileForm.changes(before, change.profile(), change.changedFields());
    return changes.isEmpty()
        ? Flash.done("Nothing was different, so nothing was changed.")
        : Flash.done("Saved: " + String.join("; ", changes) + ".");
  }

  private static String inForce(ObjectNode profile, Fields typed) {
    List<String> differing =
        ProfileForm.TEXTS.stream()
            .filter(name -> !ProfileForm.of(profile).value(name).equals(typed.value(name).strip()))
            .map(name -> ProfileForm.label(name) + " " + ProfileForm.word(profile.path(name)))
            .toList();
    return differing.isEmpty() ? "the same values" : String.join(", ", differing);
  }

  private static String version(ObjectNode profile) {
    return Long.toString(profile.path("updatedAt").asLong());
  }

  private Reply show(Call call, int status, ObjectNode profile, Fields fields) {
    var facts =
        new SettingsView.Facts(
            about.version(), about.address().get(), about.otto(), otto.status().orThrow());
    var view =
        new SettingsView(
            fields,
            profile.path("updatedAt").asLong(),
            time(profile, "muteUntil"),
            time(profile, "lastDigestAt"),
            facts);
    return pages.page(call, status, Nav.SETTINGS, "Settings", "settings/settings.jte", view);
  }

  private static @Nullable Long time(ObjectNode profile, String key) {
    return profile.path(key).isIntegralNumber() ? profile.path(key).longValue() : null;
  }
}
