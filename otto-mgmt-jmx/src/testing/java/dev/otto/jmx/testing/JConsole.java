package dev.otto.jmx.testing;

import java.awt.Component;
import java.awt.Container;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.MouseEvent;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JOptionPane;
import javax.swing.JSplitPane;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.JTree;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import javax.swing.tree.DefaultMutableTreeNode;
import javax.swing.tree.TreePath;

/**
 * The JDK's own JConsole in a window of this process, and what a person does at it: finds, clicks,
 * types, and takes pictures.
 */
public final class JConsole {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final File pictures;
  private final String scheduler;

  private JConsole(File pictures, String scheduler) {
    this.pictures = pictures;
    this.scheduler = scheduler;
  }

  /** Opens the window, to look at the beans of a scheduler of this name. */
  public static JConsole open(File pictures, String scheduler, String... arguments)
      throws Exception {
    // The window would keep the program alive after a failure.
    Thread.currentThread()
        .setUncaughtExceptionHandler(
            (thread, failure) -> {
              failure.printStackTrace();
              System.exit(1);
            });
    // Not on the compiler's class path: the module keeps it to itself.
    Class.forName("sun.tools.jconsole.JConsole")
        .getMethod("main", String[].class)
        .invoke(null, (Object) arguments);
    return new JConsole(pictures, scheduler);
  }

  /** Waits for a button with the text. */
  public void click(String text) throws Exception {
    JButton button = await(() -> find(JButton.class, it -> isShown(it, text)));
    ui(
        () -> {
          button.doClick();
          return true;
        });
  }

  /** Into a field that its label, or whoever reads windows aloud, calls so. */
  public void type(String name, String text) throws Exception {
    JTextComponent field =
        await(
            () ->
                find(
                    JTextComponent.class,
                    it ->
                        it.isShowing()
                            && name.equals(it.getAccessibleContext().getAccessibleName())));
    ui(
        () -> {
          field.requestFocusInWindow();
          field.setText(text);
          return true;
        });
  }

  public void selectBeans() throws Exception {
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
  public void select(String type, String what) throws Exception {
    await(
        () ->
            path("dev.otto", type, scheduler, what)
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

  /** Waits for an entry in the tree below the type. */
  public void awaitNode(String type, String label) throws Exception {
    await(() -> path("dev.otto", type, scheduler, label));
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

  /** Waits for a table with the attribute to have that value. */
  public void awaitValue(String attribute, Predicate<String> wanted) throws Exception {
    JTable table = table(attribute);
    await(() -> Optional.of(table).filter(it -> wanted.test(value(it, attribute))));
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

  private static String value(JTable table, String attribute) {
    return String.valueOf(table.getValueAt(row(table, attribute), 1));
  }

  /** Shows the whole of a value, as a double click on it does. */
  public void expand(String attribute) throws Exception {
    JTable table = table(attribute);
    ui(
        () -> {
          Rectangle cell = table.getCellRect(row(table, attribute), 1, false);
          int x = cell.x + cell.width / 2;
          int y = cell.y + cell.height / 2;
          int left = InputEvent.BUTTON1_DOWN_MASK;
          table.dispatchEvent(
              new MouseEvent(
                  table, MouseEvent.MOUSE_PRESSED, 0, left, x, y, 2, false, MouseEvent.BUTTON1));
          return true;
        });
  }

  /** As somebody who clicks into the cell, types, and presses Enter. */
  public void edit(String attribute, String text) throws Exception {
    JTable table = table(attribute);
    ui(
        () -> {
          table.editCellAt(row(table, attribute), 1);
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

  /**
   * Fills in the arguments of the operation that is shown, presses its button, and returns the
   * answer.
   */
  public String invoke(String operation, String... arguments) throws Exception {
    // An earlier dialog, such as the question about the connection, would be taken for the answer.
    await(
        () ->
            find(JOptionPane.class, Component::isShowing).isEmpty()
                ? Optional.of(true)
                : Optional.empty());
    JButton button = await(() -> find(JButton.class, it -> isShown(it, operation)));
    ui(
        () -> {
          List<JTextField> fields =
              all(button.getParent())
                  .filter(JTextField.class::isInstance)
                  .map(JTextField.class::cast)
                  .toList();
          for (int i = 0; i < arguments.length; i++) {
            fields.get(i).setText(arguments[i]);
          }
          return true;
        });
    // Its answer is a dialog, which holds up who asks for it.
    SwingUtilities.invokeLater(button::doClick);
    String answer = awaitDialog(JOptionPane.INFORMATION_MESSAGE);
    click("OK");
    return answer;
  }

  private static boolean isShown(JButton button, String text) {
    return button.isShowing() && button.isEnabled() && text.equals(button.getText());
  }

  /** Makes a column of the table that has it there wide enough for a sentence. */
  public void widen(int column, String heading) throws Exception {
    JTable table =
        await(
            () -> find(JTable.class, it -> it.isShowing() && heading.equals(heading(it, column))));
    ui(
        () -> {
          table.getColumnModel().getColumn(column).setPreferredWidth(700);
          return true;
        });
  }

  private static String heading(JTable table, int column) {
    return table.getColumnCount() <= column ? "" : table.getColumnName(column);
  }

  /** Of what is open on the display. */
  public void picture(String name) throws Exception {
    Rectangle bounds = await(() -> find(JFrame.class, JFrame::isShowing).map(Component::getBounds));
    var robot = new Robot();
    robot.waitForIdle();
    // What is asked of the process arrives a moment after it was asked.
    TimeUnit.SECONDS.sleep(2);
    var file = new File(pictures, "jconsole-" + name + ".png");
    ImageIO.write(robot.createScreenCapture(bounds), "png", file);
  }

  /** Waits until it complains, in a dialog. */
  public String awaitComplaint() throws Exception {
    return awaitDialog(JOptionPane.ERROR_MESSAGE);
  }

  private static String awaitDialog(int kind) throws Exception {
    JOptionPane dialog =
        await(() -> find(JOptionPane.class, it -> it.isShowing() && it.getMessageType() == kind));
    return ui(() -> text(dialog.getMessage()));
  }

  private static String text(Object message) {
    return message instanceof Component shown
        ? all(shown)
            .filter(JTextComponent.class::isInstance)
            .map(it -> ((JTextComponent) it).getText())
            .collect(Collectors.joining(" "))
        : String.valueOf(message);
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
