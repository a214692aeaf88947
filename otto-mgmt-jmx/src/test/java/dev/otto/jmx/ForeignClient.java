package dev.otto.jmx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;

/** A JMX client such as JConsole: it has the classes of the JDK and none of ours. */
final class ForeignClient {
  private ForeignClient() {}

  /**
   * The value as it arrives there.
   *
   * @throws IllegalStateException if it cannot be read there
   */
  @SuppressWarnings("unchecked")
  static <T> T receive(T value) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (var in = new JdkOnly(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("a client cannot read " + value, e);
    }
  }

  private static final class JdkOnly extends ObjectInputStream {
    JdkOnly(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
      return Class.forName(type.getName(), false, ClassLoader.getPlatformClassLoader());
    }
  }
}
