package dev.otto.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.testing.OfferedModels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees in JConsole beside the values. */
class DescriptionsTest {
  @TempDir private Path folder;

  @Test
  void everyBeanAttributeOperationParameterAndNotificationSaysWhatItIs() throws Exception {
    try (var openCode = new OfferedModels("a");
        var application = Application.start(folder, openCode)) {
      for (ObjectName name : Application.beans()) {
        MBeanInfo info = Application.SERVER.getMBeanInfo(name);
        assertDescribed(name, name.getKeyProperty("type"), info.getDescription());
        List.of(info.getAttributes()).forEach(it -> assertDescribed(name, it));
        List.of(info.getNotifications()).forEach(it -> assertDescribed(name, it));
        for (MBeanOperationInfo operation : info.getOperations()) {
          assertDescribed(name, operation);
          List.of(operation.getSignature()).forEach(it -> assertDescribed(name, it));
        }
      }
      assertEquals(4, Application.beans().size());
      assertEquals("app", application.scheduler().getSchedulerName());
    }
  }

  private static void assertDescribed(ObjectName bean, MBeanFeatureInfo feature) {
    assertDescribed(bean, feature.getName(), feature.getDescription());
  }

  /** Descriptions that nobody wrote repeat the name or speak of the "MBean". */
  private static void assertDescribed(ObjectName bean, String name, String description) {
    String where = bean + " " + name + ": " + description;
    assertTrue(description.length() > 10, where);
    assertFalse(description.contains(name) || description.contains("MBean"), where);
  }

  @Test
  void parametersHaveNamesAndOperationsSayWhetherTheyChangeSomething() throws Exception {
    try (var openCode = new OfferedModels("a");
        var application = Application.start(folder, openCode)) {
      MBeanOperationInfo setModel = operation(application, "JobModels", "setModel");
      assertEquals(
          List.of("job", "modelRef"),
          Arrays.stream(setModel.getSignature()).map(MBeanParameterInfo::getName).toList());
      assertEquals(MBeanOperationInfo.ACTION, setModel.getImpact());
      assertEquals(
          MBeanOperationInfo.INFO, operation(application, "ModelResolver", "whatIf").getImpact());
    }
  }

  private static MBeanOperationInfo operation(Application application, String type, String name)
      throws Exception {
    return Arrays.stream(Application.SERVER.getMBeanInfo(application.name(type)).getOperations())
        .filter(it -> it.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyValueIsOfAnOpenTypeThatAClientWithoutOurClassesCanRead() throws Exception {
    try (var openCode = new OfferedModels("a");
        var application = Application.start(folder, openCode)) {
      int read = 0;
      for (ObjectName name : Application.beans()) {
        MBeanInfo info = ForeignClient.receive(Application.SERVER.getMBeanInfo(name));
        for (MBeanAttributeInfo attribute : info.getAttributes()) {
          assertNotNull(attribute.getDescriptor().getFieldValue("openType"), attribute.toString());
          ForeignClient.receive(
              new Attribute(
                  attribute.getName(), Application.SERVER.getAttribute(name, attribute.getName())));
          read++;
        }
        for (MBeanOperationInfo operation : info.getOperations()) {
          assertNotNull(operation.getDescriptor().getFieldValue("openType"), operation.toString());
        }
      }
      assertTrue(read > 20, "only " + read);
      assertEquals("app", application.scheduler().getSchedulerName());
    }
  }

  @Test
  void theFourDefaultsTheirChoicesAndNothingElseCanBeEdited() throws Exception {
    try (var openCode = new OfferedModels("a");
        var application = Application.start(folder, openCode)) {
      List<String> writable =
          Application.beans().stream()
              .flatMap(name -> attributes(name).stream())
              .filter(MBeanAttributeInfo::isWritable)
              .map(it -> it.getName() + " " + it.getType())
              .sorted()
              .toList();
      assertEquals(
          List.of(
              "Heartbeat java.lang.String",
              "HeartbeatChoice java.lang.String",
              "InteractiveAssistant java.lang.String",
              "InteractiveAssistantChoice java.lang.String",
              "ScheduledTasks java.lang.String",
              "ScheduledTasksChoice java.lang.String",
              "WatchdogFailures java.lang.String",
              "WatchdogFailuresChoice java.lang.String"),
          writable);
      assertEquals("app", application.scheduler().getSchedulerName());
    }
  }

  private static List<MBeanAttributeInfo> attributes(ObjectName name) {
    try {
      return List.of(Application.SERVER.getMBeanInfo(name).getAttributes());
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  @Description("Something with defects, to see what a client is told of them")
  public interface DefectiveMXBean {
    @Description("Fails when read")
    String getText();

    void setText(String text);
  }

  /** Throws what no client can load. */
  public static final class Defective implements DefectiveMXBean {
    /** Ours alone. */
    public static final class OwnException extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    @Override
    public String getText() {
      throw new OwnException();
    }

    @Override
    public void setText(String text) {
      throw new OwnException();
    }
  }

  @Test
  void aDefectReachesTheClientAsAnExceptionItHas() throws Exception {
    var name = new ObjectName("dev.otto:type=Defective");
    var notices = new Notices(name, Map.of("dev.otto.never", "Is never sent"));
    var bean = new DescribedBean(new Defective(), DefectiveMXBean.class, notices);
    Application.SERVER.registerMBean(bean, name);
    try {
      var reading =
          assertThrows(MBeanException.class, () -> Application.SERVER.getAttribute(name, "Text"));
      var writing =
          assertThrows(
              MBeanException.class,
              () -> Application.SERVER.setAttribute(name, new Attribute("Text", "x")));
      for (MBeanException e : List.of(reading, writing)) {
        Exception received = ForeignClient.receive(e);
        assertEquals(
            "Text failed because of an internal error; see the application's log",
            received.getMessage());
      }
      MBeanNotificationInfo[] notifications = bean.getNotificationInfo();
      assertEquals("Is never sent", notifications[0].getDescription());
    } finally {
      Application.SERVER.unregisterMBean(name);
    }
  }
}
