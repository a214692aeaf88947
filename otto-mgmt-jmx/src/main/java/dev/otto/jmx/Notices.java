package dev.otto.jmx;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/**
 * The notifications of one bean: numbered from 1, each with a sentence and, as its user data,
 * composite data of strings.
 */
public final class Notices extends NotificationBroadcasterSupport {
  private final ObjectName source;
  private final AtomicLong sent = new AtomicLong();

  /**
   * @param kinds what the bean may send: a type and what it says, each
   */
  public Notices(ObjectName source, Map<String, String> kinds) {
    super(kinds.entrySet().stream().map(Notices::info).toArray(MBeanNotificationInfo[]::new));
    this.source = source;
  }

  private static MBeanNotificationInfo info(Map.Entry<String, String> kind) {
    return new MBeanNotificationInfo(
        new String[] {kind.getKey()}, Notification.class.getName(), kind.getValue());
  }

  /** Sends a notification to every listening client, on this thread. */
  public void send(String type, String sentence, Map<String, String> facts) {
    var notification = new Notification(type, source, sent.incrementAndGet(), sentence);
    notification.setUserData(composite(type, facts));
    sendNotification(notification);
  }

  private static CompositeData composite(String type, Map<String, String> facts) {
    String[] names = facts.keySet().toArray(String[]::new);
    OpenType<?>[] types = new OpenType<?>[names.length];
    Arrays.fill(types, SimpleType.STRING);
    try {
      var rows = new CompositeType(type, "What happened", names, names, types);
      return new CompositeDataSupport(rows, new LinkedHashMap<>(facts));
    } catch (OpenDataException e) {
      throw new IllegalArgumentException("facts of " + type + ": " + facts, e);
    }
  }
}
