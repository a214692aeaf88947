package dev.otto.scheduler;

import java.awt.Component;
import java.awt.Container;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JSplitPane;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.JTree;
import javax.swing.SwingUtilities;
import javax.swing.tree.DefaultMutableTreeNode;
import javax.swing.tree.TreePath;

/**
 * The JDK's own JConsole in a window, with somebody at it who looks at the catalog, subscribes to
 * the notifications of the defaults, edits one in the table, and takes a picture of each. A program
 * of its own, because it needs a display and never ends by itself.
 */
final class JConsole {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final File pictures;

  private JConsole(File pictures) {
    this.pictures = pictures;
  }

  /** The process to look at, the folder for the pictures, and the model to set. */
  public static void main(String[] arguments) throws Exception {
    // Not on the compiler's class path: the module keeps it to itself.
    Class.forName("sun.tools.jconsole.JConsole")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {"-interval=1", arguments[0]});
    new JConsole(new File(arguments[1])).show(arguments[2]);
    System.exit(0);
  }

  private void show(String model) throws Exception {
    // JConsole asks so for every process of the same machine.
    click("Insecure connection");
    selectBeans();
    select("ModelCatalog", "Attributes");
    table("Models");
    picture("jconsole-catalog.png");

    select("FlowDefaults", "Notifications");
    click("Subscribe");
    await(() -> node("Notifications[0]"));

    select("FlowDefaults", "Attributes");
    JTable defaults = table("ScheduledTasks");
    edit(defaults, row(defaults, "ScheduledTasks"), model);
    await(() -> Optional.of(defaults).filter(it -> model.equals(value(it, "ScheduledTasks"))));
    picture("jconsole-flow-default.png");

    await(() -> node("Notifications[1]"));
    select("FlowDefaults", "Notifications[1]");
    JTable heard =
        await(() -> find(JTable.class, it -> it.isShowing() && "Message".equals(heading(it))));
    ui(
        () -> {
          heard.getColumnModel().getColumn(4).setPreferredWidth(700);
          return true;
        });
    picture("jconsole-notification.png");
  }

  private static void click(String text) throws Exception {
    JButton button =
        await(() -> find(JButton.class, it -> it.isShowing() && text.equals(it.getText())));
    ui(
        () -> {
          button.doClick();
          return true;
        });
  }

  private void selectBeans() throws Exception {
    JTabbedPane tabs = await(() -> find(JTabbedPane.class, it -> index(it) >= 0));
    ui(
        () -> {
          JFrame frame = (JFrame) SwingUtilities.getWindowAncestor(tabs);
          frame.setBounds(0, 0, 1180, 520);
          tabs.setSelectedIndex(index(tabs));
          all(tabs.getSelectedComponent())
              .filter(JSplitPane.class::isInstance)
              .forEach(it -> ((JSplitPane) it).setDividerLocation(210));
          return true;
        });
  }

  private static int index(JTabbedPane tabs) {
    return IntStream.range(0, tabs.getTabCount())
        .filter(it -> "MBeans".equals(tabs.getTitleAt(it)))
        .findFirst()
        .orElse(-1);
  }

  /** Opens dev.otto, the type, the scheduler, and what is below. */
  private void select(String type, String what) throws Exception {
    await(
        () ->
            path("dev.otto", type, "otto", what)
                .map(
                    path -> {
                      tree()
                          .ifPresent(
                              tree -> {
                                tree.setSelectionPath(path);
                                tree.scrollPathToVisible(path);
                              });
                      return path;
                    }));
  }

  private static Optional<JTree> tree() {
    return find(JTree.class, JTree::isShowing);
  }

  private static Optional<TreePath> path(String... labels) {
    return tree()
        .flatMap(
            tree -> {
              var node = (DefaultMutableTreeNode) tree.getModel().getRoot();
              for (String label : labels) {
                tree.expandPath(new TreePath(node.getPath()));
                Optional<DefaultMutableTreeNode> child = child(node, label);
                if (child.isEmpty()) {
                  return Optional.empty();
                }
                node = child.get();
              }
              return Optional.of(new TreePath(node.getPath()));
            });
  }

  private static Optional<TreePath> node(String label) {
    return path("dev.otto", "FlowDefaults", "otto", label);
  }

  private static Optional<DefaultMutableTreeNode> child(
      DefaultMutableTreeNode parent, String label) {
    Enumeration<?> children = parent.children();
    while (children.hasMoreElements()) {
      var child = (DefaultMutableTreeNode) children.nextElement();
      if (child.toString().replaceAll("<[^>]*>", "").equals(label)) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  private static JTable table(String attribute) throws Exception {
    return await(() -> find(JTable.class, it -> it.isShowing() && row(it, attribute) >= 0));
  }

  private static int row(JTable table, String attribute) {
    return IntStream.range(0, table.getRowCount())
        .filter(it -> attribute.equals(table.getValueAt(it, 0)))
        .findFirst()
        .orElse(-1);
  }

  private static Object value(JTable table, String attribute) {
    return String.valueOf(table.getValueAt(row(table, attribute), 1));
  }

  /** As somebody who clicks into the cell, types, and presses Enter. */
  private static void edit(JTable table, int row, String text) throws Exception {
    ui(
        () -> {
          table.editCellAt(row, 1);
          Component editor = table.getEditorComponent();
          JTextField field =
              all(editor)
                  .filter(JTextField.class::isInstance)
                  .map(JTextField.class::cast)
                  .findFirst()
                  .orElseThrow();
          field.setText(text);
          table.getCellEditor().stopCellEditing();
          return true;
        });
  }

  /** What stands above the column of the sentences in the table of notifications. */
  private static String heading(JTable table) {
    return table.getColumnCount() < 5 ? "" : table.getColumnName(4);
  }

  private void picture(String name) throws Exception {
    JTree shown = await(JConsole::tree);
    Rectangle bounds = ui(() -> SwingUtilities.getWindowAncestor(shown).getBounds());
    var robot = new Robot();
    robot.waitForIdle();
    // What is asked of the process arrives a moment after it was asked.
    TimeUnit.SECONDS.sleep(2);
    ImageIO.write(robot.createScreenCapture(bounds), "png", new File(pictures, name));
  }

  private static <T extends Component> Optional<T> find(Class<T> type, Predicate<T> wanted) {
    return Arrays.stream(Window.getWindows())
        .flatMap(JConsole::all)
        .filter(type::isInstance)
        .map(type::cast)
        .filter(wanted)
        .findFirst();
  }

  private static Stream<Component> all(Component component) {
    List<Component> children =
        component instanceof Container container ? List.of(container.getComponents()) : List.of();
    return Stream.concat(Stream.of(component), children.stream().flatMap(JConsole::all));
  }

  private static <T> T await(Callable<Optional<T>> look) throws Exception {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < PATIENCE.toNanos()) {
      Optional<T> found = ui(look);
      if (found.isPresent()) {
        return found.get();
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IllegalStateException("JConsole does not show what is looked for");
  }

  /** On the thread that may touch the window. */
  private static <T> T ui(Callable<T> deed) throws Exception {
    var task = new FutureTask<>(deed);
    try {
      SwingUtilities.invokeAndWait(task);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
    return task.get();
  }
}
