package dev.otto.scheduler.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Json;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.ProfileAnswer;
import dev.otto.wire.ProfileChanged;
import java.io.IOException;
import java.util.List;

/** The routes of the notification settings. */
public final class SettingsRoutes implements RouteGroup {
  private final NotificationProfiles profiles;
  private final AuditLog audit;

  public SettingsRoutes(NotificationProfiles profiles, AuditLog audit) {
    this.profiles = profiles;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/settings/notification-profile", this::profile),
        Route.put("/external/settings/notification-profile", this::changeProfile));
  }

  private Reply profile(Call call) {
    return Reply.ok(new ProfileAnswer(ProfileJson.write(profiles.current())));
  }

  private Reply changeProfile(Call call) throws IOException {
    ObjectNode requested = call.requiredBody();
    ProfileChange change =
        call.dryRun() ? profiles.preview(requested) : changeAndAudit(call, requested);
    return switch (change) {
      case ProfileChange.Changed(var profile, var fields) ->
          Reply.ok(new ProfileChanged(ProfileJson.write(profile), fields));
      case ProfileChange.InvalidProfile(var problems) -> throw ApiException.invalid(problems);
    };
  }

  private ProfileChange changeAndAudit(Call call, ObjectNode requested) {
    return profiles.change(
        requested,
        (tx, before) ->
            audit.recordIn(
                tx,
                new Change(
                    Actor.of(call),
                    "notification_profile.change",
                    null,
                    Json.text(ProfileJson.write(before)),
                    Json.text(requested)),
                AuditEntry.AuditOutcome.DONE));
  }
}
