package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import java.util.Map;

/** A debugger that stops another process where a method is called. */
final class Debugger implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 60_000;

  private final VirtualMachine machine;
  private String method = "";
  private int count;

  private Debugger(VirtualMachine machine) {
    this.machine = machine;
  }

  static Debugger attach(int port) {
    AttachingConnector sockets =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(it -> it.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, com.sun.jdi.connect.Connector.Argument> arguments = sockets.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(Integer.toString(port));
    return new Debugger(
        await()
            .ignoreExceptions()
            .until(() -> sockets.attach(arguments), machine -> machine != null));
  }

  /**
   * Stops it later, at this call of a method.
   *
   * @param place the name of the class and of the method
   * @param times the how manyth call
   */
  void stopAt(String place, int times) {
    String type = place.substring(0, place.lastIndexOf('.'));
    method = place.substring(type.length() + 1);
    count = times;
    var loading = machine.eventRequestManager().createClassPrepareRequest();
    loading.addClassFilter(type);
    loading.enable();
    machine.classesByName(type).forEach(this::breakAt);
  }

  private void breakAt(ReferenceType type) {
    Method wanted =
        type.methodsByName(method).stream()
            .filter(it -> !it.isAbstract() && !it.isBridge())
            .findFirst()
            .orElseThrow(() -> new AssertionError(type + " has no " + method));
    var stop = machine.eventRequestManager().createBreakpointRequest(wanted.location());
    stop.addCountFilter(count);
    stop.enable();
  }

  /** Returns once it has stopped there. */
  void awaitStop() throws InterruptedException {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (System.currentTimeMillis() < end) {
      EventSet events = machine.eventQueue().remove(1_000);
      if (events == null) {
        continue;
      }
      for (Event event : events) {
        if (event instanceof BreakpointEvent) {
          return;
        }
        if (event instanceof ClassPrepareEvent prepared) {
          breakAt(prepared.referenceType());
        }
      }
      events.resume();
    }
    throw new AssertionError(method + " was not called " + count + " times");
  }

  @Override
  public void close() {
    try {
      machine.dispose();
    } catch (VMDisconnectedException e) {
      // It was killed.
    }
  }
}
