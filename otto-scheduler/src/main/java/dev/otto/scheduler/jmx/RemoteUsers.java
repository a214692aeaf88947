package dev.otto.scheduler.jmx;

import dev.otto.local.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The users who may connect from other machines, in the two files that the JDK's own agent uses:
 * passwords in one, {@code readonly} or {@code readwrite} in the other.
 */
record RemoteUsers(Path passwordFile, Path accessFile) {
  private static final List<String> ACCESS = List.of("readonly", "readwrite");

  /** The prefix of the passwords in the sample. */
  private static final String SAMPLE = "change-me";

  /** Rejects files that would let in too many people, or let them do too much. */
  void check() throws UnusableJmxException {
    requirePrivate(passwordFile);
    requirePrivate(accessFile);
    try {
      Map<String, String> passwords = passwords();
      requireOwnPasswords(passwords);
      check(passwords.keySet(), access());
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableJmxException(
          "%s and %s cannot be read as UTF-8: %s"
              .formatted(passwordFile, accessFile, e.getMessage()),
          e);
    }
  }

  private static void requirePrivate(Path file) throws UnusableJmxException {
    try {
      if (PrivateFiles.readableByOthers(file)) {
        throw new UnusableJmxException(
            file + " can be read or written by others; run: chmod 600 '" + file + "'");
      }
    } catch (IOException e) {
      throw new UnusableJmxException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void check(Set<String> withPassword, Properties access) throws UnusableJmxException {
    if (withPassword.isEmpty()) {
      throw new UnusableJmxException(
          passwordFile + " names no user; add a line with a name and a password");
    }
    Set<String> withAccess = new TreeSet<>(access.stringPropertyNames());
    for (String user : withAccess) {
      requireNoMoreThanReadAndWrite(user, access.getProperty(user).strip());
    }
    requireAll(withAccess, withPassword, accessFile, passwordFile, "and a password");
    requireAll(withPassword, withAccess, passwordFile, accessFile, "and readonly or readwrite");
  }

  private void requireOwnPasswords(Map<String, String> passwords) throws UnusableJmxException {
    for (var entry : passwords.entrySet()) {
      if (entry.getValue().isEmpty() || entry.getValue().startsWith(SAMPLE)) {
        throw new UnusableJmxException(
            passwordFile + " gives " + entry.getKey() + " no password, or the sample's; write one");
      }
    }
  }

  /**
   * Rejects any other access right: the JDK also knows a right to create beans, which amounts to
   * running any code.
   */
  private void requireNoMoreThanReadAndWrite(String user, String access)
      throws UnusableJmxException {
    if (!ACCESS.contains(access)) {
      throw new UnusableJmxException(
          "%s allows %s \"%s\"; allowed is %s"
              .formatted(accessFile, user, access, String.join(" or ", ACCESS)));
    }
  }

  private static void requireAll(
      Set<String> users, Set<String> known, Path named, Path missing, String what)
      throws UnusableJmxException {
    String strangers =
        users.stream().filter(user -> !known.contains(user)).collect(Collectors.joining(", "));
    if (!strangers.isEmpty()) {
      throw new UnusableJmxException(
          "%s names %s, whom %s does not know; add a line there with the name %s, or take it out here"
              .formatted(named, strangers, missing, what));
    }
  }

  private Map<String, String> passwords() throws IOException {
    var passwords = new TreeMap<String, String>();
    for (String line : Files.readAllLines(passwordFile)) {
      String[] words = line.strip().split("\\s+", 2);
      if (!words[0].isEmpty() && !words[0].startsWith("#")) {
        passwords.put(words[0], words.length < 2 ? "" : words[1]);
      }
    }
    return passwords;
  }

  private Properties access() throws IOException {
    var access = new Properties();
    try (var reader = Files.newBufferedReader(accessFile)) {
      access.load(reader);
    }
    return access;
  }
}
