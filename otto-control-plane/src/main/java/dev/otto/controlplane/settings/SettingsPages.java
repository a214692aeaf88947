package dev.otto.controlplane.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.Call;
import dev.otto.web.Json;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.ProfileChanged;
import dev.otto.wire.ProfileItem;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/** The pages of the notification profile and of the facts about this installation. */
public final class SettingsPages implements RouteGroup {
  private static final String PATH = "/settings";

  private final OttoApi otto;
  private final Pages pages;
  private final AboutOtto about;

  /** This control plane, and the Otto that it belongs to. */
  public record AboutOtto(String version, Supplier<String> address, URI otto) {}

  public SettingsPages(OttoApi otto, Pages pages, AboutOtto about) {
    this.otto = otto;
    this.pages = pages;
    this.about = about;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(PATH, this::settings), Route.post(PATH, this::save));
  }

  private Reply settings(Call call) {
    ProfileItem profile = otto.notificationProfile().orThrow();
    return show(call, 200, profile, ProfileForm.of(profile));
  }

  private Reply save(Call call) {
    ProfileItem profile = otto.notificationProfile().orThrow();
    Fields fields = ProfileForm.typed(call.form());
    if (!call.form().typed("version").equals(version(profile))) {
      fields.reject(
          "",
          "The settings were changed in the meantime. Your values are below; save again to"
              + " replace the present ones: "
              + inForce(profile, fields)
              + ".");
      return show(call, 409, profile, fields);
    }
    ObjectNode change = ProfileForm.change(fields);
    return fields.valid() ? save(call, profile, fields, change) : show(call, 422, profile, fields);
  }

  private Reply save(Call call, ProfileItem profile, Fields fields, ObjectNode change) {
    return switch (otto.changeNotificationProfile(change)) {
      case Result.Ok<ProfileChanged>(var changed, _) ->
          pages.seeOther(PageRequest.session(call), told(profile, changed), PATH);
      case Result.Refused<ProfileChanged> refused -> {
        refused.details().forEach(it -> fields.reject(ProfileForm.field(it.path()), it.message()));
        if (fields.valid()) {
          fields.reject("", refused.message());
        }
        yield show(call, 422, profile, fields);
      }
      case Result.Unreachable<ProfileChanged>(var message) ->
          unsaved(call, profile, fields, message);
      case Result.Unauthorised<ProfileChanged>(var message) ->
          unsaved(call, profile, fields, message);
    };
  }

  private Reply unsaved(Call call, ProfileItem profile, Fields fields, String message) {
    return show(call, 502, profile, fields.reject("", message + ". Nothing was saved."));
  }

  private static Flash told(ProfileItem before, ProfileChanged change) {
    List<String> changes = ProfileForm.changes(before, change);
    return changes.isEmpty()
        ? Flash.done("There was no difference, so nothing was changed.")
        : Flash.done("Saved: " + String.join("; ", changes) + ".");
  }

  private static String inForce(ProfileItem profile, Fields typed) {
    ObjectNode keys = Json.tree(profile);
    List<String> differing =
        ProfileForm.TEXTS.stream()
            .filter(name -> !ProfileForm.of(profile).value(name).equals(typed.value(name).strip()))
            .map(name -> ProfileForm.label(name) + " " + ProfileForm.word(keys.path(name)))
            .toList();
    return differing.isEmpty() ? "the same values" : String.join(", ", differing);
  }

  private static String version(ProfileItem profile) {
    return Long.toString(profile.updatedAt());
  }

  private Reply show(Call call, int status, ProfileItem profile, Fields fields) {
    var facts =
        new SettingsView.Facts(
            about.version(), about.address().get(), about.otto(), otto.status().orThrow());
    var view =
        new SettingsView(
            fields, profile.updatedAt(), profile.muteUntil(), profile.lastDigestAt(), facts);
    return pages.page(call, status, Nav.SETTINGS, "Settings", "settings/settings.jte", view);
  }
}
