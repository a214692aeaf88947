package dev.otto.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Class files from before Java 6 have no stack maps and are not cached: they are rewritten as those
 * of Java 8. picocli's are such.
 */
final class OldClassFiles {
  private static final int FIRST_WITH_STACK_MAPS = Opcodes.V1_6;

  private OldClassFiles() {}

  /** Copies a jar, unchanged if all its classes are new enough. */
  static void copy(Path from, Path to) throws IOException {
    try (var jar = new JarFile(from.toFile())) {
      if (holdsOldClasses(jar)) {
        rewrite(jar, from, to);
      } else {
        Files.copy(from, to);
      }
    }
  }

  private static boolean holdsOldClasses(JarFile jar) throws IOException {
    for (ZipEntry entry : Collections.list(jar.entries())) {
      if (isOldClass(entry, bytes(jar, entry))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOldClass(ZipEntry entry, byte[] bytes) {
    return entry.getName().endsWith(".class") && (bytes[6] << 8 | bytes[7]) < FIRST_WITH_STACK_MAPS;
  }

  private static void rewrite(JarFile jar, Path from, Path to) throws IOException {
    try (var classes = new URLClassLoader(new URL[] {from.toUri().toURL()});
        var out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        byte[] bytes = bytes(jar, entry);
        var copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(isOldClass(entry, bytes) ? withStackMaps(bytes, classes) : bytes);
      }
    }
  }

  private static byte[] bytes(JarFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static byte[] withStackMaps(byte[] old, ClassLoader classes) {
    var writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return classes;
          }
        };
    new ClassReader(old).accept(new AsJava8(writer), 0);
    return writer.toByteArray();
  }

  private static final class AsJava8 extends ClassVisitor {
    AsJava8(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    @SuppressWarnings("NullAway") // A class without type parameters has no signature.
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
    }
  }
}
