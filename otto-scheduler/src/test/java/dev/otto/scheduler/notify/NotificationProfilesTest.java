package dev.otto.scheduler.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.web.Json;
import dev.otto.wire.ErrorAnswer.FieldError;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class NotificationProfilesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final SettableClock clock = new SettableClock(NOW);
  @Parameter private TestDatabase on;
  @AutoClose private Database database;
  private NotificationProfiles profiles;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = on.open(folder);
    profiles = new NotificationProfiles(database, clock, ZoneOffset.UTC);
  }

  @Test
  void changesOnlyTheNamedKeysAndSaysWhich() throws Exception {
    ProfileChange.Changed changed =
        changed("{'quietHoursStart':'8:05','timezone':'Europe/Vienna','extra':1}");
    assertEquals(List.of("timezone", "quietHoursStart", "updatedAt"), changed.changedFields());
    assertEquals(
        json(
            """
            {'timezone':'Europe/Vienna','quietHoursStart':'08:05','quietHoursEnd':'08:00',
             'heartbeatMorning':'08:30','heartbeatMidday':'12:30','heartbeatEvening':'19:00',
             'quietMode':'critical_only','muteUntil':null,'heartbeatCadenceMinutes':180,
             'onboardingCompletedAt':null,'lastDigestAt':null,'heartbeatOnlyIfSignal':true,
             'watchdogAlertsEnabled':true,'watchdogMuteUntil':null,
             'interactiveContextWindowSize':20,'contextRetentionCap':100,
             'updatedAt':%d}
            """
                .formatted(NOW.toEpochMilli())),
        json(Json.text(ProfileJson.write(profiles.current()))));
  }

  @Test
  void keepsWhatTheNewestClientsOfTheNodeOttoSet() throws Exception {
    var changed =
        changed(
            "{'watchdogAlertsEnabled':false,'watchdogMuteForMinutes':5,"
                + "'interactiveContextWindowSize':7,'contextRetentionCap':9}");
    assertEquals(
        List.of(
            "watchdogAlertsEnabled",
            "watchdogMuteUntil",
            "interactiveContextWindowSize",
            "contextRetentionCap",
            "updatedAt"),
        changed.changedFields());
    assertEquals(NOW.plus(Duration.ofMinutes(5)), profiles.current().watchdog().muteUntil());
    changed("{'watchdogUnmute':true}");
    assertNull(profiles.current().watchdog().muteUntil());
    assertEquals(7, profiles.current().context().windowSize());
    assertInstanceOf(
        ProfileChange.InvalidProfile.class, profiles.preview(json("{'contextRetentionCap':4}")));
  }

  @Test
  void keepsWhatWasSetWhenAnotherKeyChanges() throws Exception {
    changed("{'quietHoursStart':'22:00','quietHoursEnd':'07:00','quietMode':'off'}");
    changed("{'heartbeatCadenceMinutes':60}");
    NotificationProfile profile = changed("{'quietHoursStart':null}").profile();
    assertNull(profile.quietHoursStart());
    assertEquals(QuietMode.OFF, profile.quietMode());
    assertEquals(60, profile.heartbeatCadenceMinutes());
    assertEquals(profile, profiles.current());
  }

  @Test
  void tellsEverythingThatIsWrongAndChangesNothing() throws Exception {
    NotificationProfile before = profiles.current();
    ProfileChange change =
        profiles.change(
            json(
                """
                {'timezone':'Vienna','heartbeatMorning':'25:00','quietMode':'loud',
                 'heartbeatCadenceMinutes':29,'muteForMinutes':10081,'heartbeatOnlyIfSignal':1,
                 'quietHoursEnd':'06:00'}
                """),
            (tx, profile) -> {});
    List<FieldError> problems =
        assertInstanceOf(ProfileChange.InvalidProfile.class, change).problems();
    assertEquals(
        List.of(
            "heartbeatCadenceMinutes",
            "heartbeatMorning",
            "heartbeatOnlyIfSignal",
            "muteForMinutes",
            "quietMode",
            "timezone"),
        problems.stream().map(FieldError::path).sorted().toList());
    assertEquals(before, profiles.current());
  }

  @Test
  void muteForMinutesWinsOverMuteUntil() throws Exception {
    NotificationProfile profile = changed("{'muteUntil':1,'muteForMinutes':90}").profile();
    assertEquals(NOW.plus(Duration.ofMinutes(90)), profile.muteUntil());
    assertNull(changed("{'muteUntil':null}").profile().muteUntil());
  }

  @Test
  void remembersWhenOnboardingWasCompleted() throws Exception {
    changed("{'markOnboardingComplete':true}");
    changed("{'markOnboardingComplete':false}");
    assertEquals(NOW, profiles.current().onboardingCompletedAt());
  }

  @Test
  void tellsNobodyOfAWishThatChangesNothing() throws Exception {
    var told = new ArrayList<NotificationProfile>();
    profiles.onChange(told::add);
    assertEquals(
        List.of(), changed("{'quietMode':'critical_only','muteUntil':null}").changedFields());
    assertEquals(List.of(), told);
    NotificationProfile changed = changed("{'timezone':'Europe/Vienna'}").profile();
    assertEquals(List.of(changed), told);
  }

  @Test
  void keepsUpToWhenTheHeartbeatHasToldWhatRan() throws Exception {
    database.write(
        tx -> {
          profiles.told(tx, NOW);
          return true;
        });
    changed("{'quietMode':'off'}");
    assertEquals(NOW, profiles.current().lastDigestAt());
  }

  @Test
  void previewChangesNothing() throws Exception {
    NotificationProfile before = profiles.current();
    ProfileChange preview = profiles.preview(json("{'timezone':'Europe/Vienna'}"));
    assertEquals(
        List.of("timezone", "updatedAt"),
        assertInstanceOf(ProfileChange.Changed.class, preview).changedFields());
    assertEquals(before, profiles.current());
  }

  private ProfileChange.Changed changed(String wish) throws Exception {
    ProfileChange change = profiles.change(json(wish), (tx, before) -> {});
    return assertInstanceOf(ProfileChange.Changed.class, change);
  }

  private static JsonNode json(String text) throws Exception {
    return new JsonMapper().readTree(text.replace('\'', '"'));
  }
}
