package dev.otto.models.testing;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The types that applications may build on, with all that they offer, as lines of text. A file of a
 * module has them as they are meant to be, so that no change of them goes unnoticed.
 */
public final class PublicApi {
  private static final int NOT_SHOWN = Modifier.SYNCHRONIZED | Modifier.NATIVE;
  private static final int NOT_OF_METHODS = Modifier.TRANSIENT | Modifier.VOLATILE;

  private PublicApi() {}

  /**
   * Asserts that the public types in the packages of these classes are those of the file.
   *
   * @param meant the file, below the folder of the module
   */
  public static void assertIs(Path meant, Class<?>... packages) throws IOException {
    var types = new TreeMap<String, Class<?>>();
    for (Class<?> one : packages) {
      addTypes(types, one);
    }
    List<String> lines = types.values().stream().flatMap(PublicApi::lines).toList();
    Path now = Files.write(Path.of("target", meant.getFileName().toString()), lines);
    List<String> before = Files.readAllLines(meant);
    assertTrue(
        lines.equals(before),
        () ->
            "what applications may build on has changed: it lacks "
                + without(before, lines)
                + " and has "
                + without(lines, before)
                + "; if that is meant, copy "
                + now
                + " to "
                + meant
                + " and say in CHANGELOG.md what they have to do");
  }

  private static List<String> without(List<String> lines, List<String> others) {
    var known = Set.copyOf(others);
    return lines.stream().filter(line -> !known.contains(line)).toList();
  }

  private static void addTypes(Map<String, Class<?>> types, Class<?> one) throws IOException {
    var source = URI.create(one.getProtectionDomain().getCodeSource().getLocation().toString());
    Path folder = Path.of(source).resolve(one.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type = load(one.getPackageName() + "." + name);
        if (isOffered(type)) {
          types.put(type.getName(), type);
        }
      }
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApi.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOffered(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    return isOffered(type.getModifiers()) && (around == null || isOffered(around));
  }

  private static boolean isOffered(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static Stream<String> lines(Class<?> type) {
    var members = new ArrayList<String>();
    for (Field field : type.getDeclaredFields()) {
      if (isOffered(field.getModifiers()) && !field.isSynthetic()) {
        members.add(field(field));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isOffered(constructor.getModifiers()) && !constructor.isSynthetic()) {
        members.add(executable(constructor, "", type.getSimpleName()));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isOffered(method.getModifiers()) && !method.isSynthetic()) {
        String result = method.getAnnotatedReturnType() + " ";
        members.add(executable(method, result, method.getName()));
      }
    }
    return Stream.concat(
            Stream.of(type(type)), members.stream().sorted().map(member -> "  " + member))
        .map(line -> line.replace("@org.jspecify.annotations.Nullable()", "@Nullable"));
  }

  private static String type(Class<?> type) {
    var line = new StringBuilder(type.toGenericString());
    if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
      line.append(" extends ").append(type.getAnnotatedSuperclass());
    }
    if (type.getInterfaces().length > 0) {
      line.append(" of ").append(list(type.getAnnotatedInterfaces()));
    }
    return line.toString();
  }

  private static String field(Field field) {
    String line =
        Modifier.toString(field.getModifiers())
            + " "
            + field.getAnnotatedType()
            + " "
            + field.getName();
    return field.getType() == String.class && Modifier.isStatic(field.getModifiers())
        ? line + " = \"" + constant(field) + "\""
        : line;
  }

  private static Object constant(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String executable(Executable executable, String result, String name) {
    int modifiers = executable.getModifiers() & ~NOT_SHOWN & ~NOT_OF_METHODS;
    String line =
        Modifier.toString(modifiers)
            + " "
            + result
            + name
            + "("
            + list(executable.getAnnotatedParameterTypes())
            + ")";
    return executable.getExceptionTypes().length == 0
        ? line
        : line + " throws " + list(executable.getAnnotatedExceptionTypes());
  }

  private static String list(AnnotatedType[] types) {
    return Stream.of(types).map(AnnotatedType::toString).collect(joining(", "));
  }
}
