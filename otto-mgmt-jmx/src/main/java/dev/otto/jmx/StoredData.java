package dev.otto.jmx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.quartz.JobDataMap;

/** Job data as Quartz keeps them in the tables: a serialized map, or properties as text. */
final class StoredData {
  private static final int JAVA_MAGIC = 0xAC;

  private StoredData() {}

  /** Reads the column {@code JOB_DATA} of a row, whichever of the two it holds. */
  static JobDataMap read(ResultSet row) throws IOException, SQLException {
    try (InputStream stored = row.getBinaryStream("JOB_DATA")) {
      byte[] bytes = stored == null ? new byte[0] : stored.readAllBytes();
      if (bytes.length == 0) {
        return new JobDataMap();
      }
      return (bytes[0] & 0xFF) == JAVA_MAGIC ? serialized(bytes) : properties(bytes);
    }
  }

  private static JobDataMap properties(byte[] bytes) throws IOException {
    var properties = new Properties();
    properties.load(new ByteArrayInputStream(bytes));
    return new JobDataMap(properties);
  }

  private static JobDataMap serialized(byte[] bytes) throws IOException {
    try (var in = new ApplicationObjects(bytes)) {
      return in.readObject() instanceof Map<?, ?> map ? new JobDataMap(map) : new JobDataMap();
    } catch (ClassNotFoundException e) {
      throw new IOException("their class " + e.getMessage() + " is missing", e);
    }
  }

  /** Returns what is to be stored of a map; as properties where the store is set to that. */
  static byte[] bytes(JobDataMap data, boolean asProperties) throws IOException {
    var bytes = new ByteArrayOutputStream();
    if (asProperties) {
      var properties = new Properties();
      data.forEach((key, value) -> properties.setProperty(key, String.valueOf(value)));
      properties.store(bytes, "");
    } else {
      try (var out = new ObjectOutputStream(bytes)) {
        out.writeObject(data);
      }
    }
    return bytes.toByteArray();
  }

  /** Objects whose classes the application has. */
  private static final class ApplicationObjects extends ObjectInputStream {
    ApplicationObjects(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      try {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return Class.forName(type.getName(), false, application);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(type);
      }
    }
  }
}
