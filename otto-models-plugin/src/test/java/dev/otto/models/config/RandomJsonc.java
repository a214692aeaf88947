package dev.otto.models.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes configuration files as odd as people's: comments everywhere, trailing commas, any line
 * end, tabs, unicode, and keys in the wrong place that look like the ones that are meant.
 */
final class RandomJsonc {
  private static final List<String> PATH =
      List.of("modelManagement", "flowDefaults", "scheduledTasks");
  private static final int FLOWS = 2;
  private static final int OFF_THE_PATH = 4;
  private static final List<String> LOOK_ALIKES =
      List.of(
          "modelManagement", "flowDefaults", "scheduledTasks", "heartbeat", "flow\\u0044efaults2");
  private static final List<String> WORDS =
      List.of(
          "host", "größe", "模型", "\\\"q\\\"", "a b", "\\u00e9", "🦦", "//", "/*", "*/", "{", "},");
  private static final List<String> SCALARS =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1.5e3",
          "12",
          "\"\"",
          "\"x/y\"",
          "\"// no comment\"",
          "\"/* neither */\"",
          "\"a\\\\\"",
          "\"\\\"}\"",
          "\"🦦 ü\"",
          "\"modelManagement\"");
  private static final List<String> COMMENT_TEXTS =
      List.of("note", " \"scheduledTasks\": \"a/b\",", " } , {", " 模型 🦦", "\t");

  private final Random random;
  private final String newline;
  private final String unit;
  private final boolean oneLine;
  private final StringBuilder text = new StringBuilder();
  private int valueStart = -1;
  private int valueEnd = -1;

  RandomJsonc(long seed) {
    random = new Random(seed);
    newline = pick(List.of("\n", "\r\n", "\r"));
    unit = pick(List.of("  ", "\t", "    ", ""));
    oneLine = chance(15);
    text.append(chance(10) ? "\uFEFF" : "");
    noise("");
    object("", path(), 0);
    noise("");
  }

  String text() {
    return text.toString();
  }

  /** Whether the flow's value stands in the text, and so between these two offsets. */
  boolean hasValue() {
    return valueStart >= 0;
  }

  int valueStart() {
    return valueStart;
  }

  int valueEnd() {
    return valueEnd;
  }

  private List<String> path() {
    return PATH.subList(0, chance(60) ? 3 : random.nextInt(4));
  }

  private void object(String indent, List<String> path, int depth) {
    List<String> keys = keys(depth, path);
    String inner = indent + unit;
    text.append('{');
    for (int i = 0; i < keys.size(); i++) {
      line(inner);
      boolean onPath = !path.isEmpty() && keys.get(i).equals(path.get(0));
      text.append('"').append(keys.get(i)).append('"');
      space();
      text.append(':');
      space();
      value(inner, onPath ? path : List.of(), onPath, depth);
      space();
      text.append(i < keys.size() - 1 || chance(30) ? "," : "");
    }
    line(indent);
    text.append('}');
  }

  private List<String> keys(int depth, List<String> path) {
    var keys = new ArrayList<String>();
    if (depth == FLOWS) {
      keys.addAll(chance(50) ? List.of("heartbeat", "watchdogFailures") : List.of());
    } else {
      for (int i = random.nextInt(4); i > 0; i--) {
        keys.add(i + pick(WORDS));
      }
      // On the path, the name that is meant must come from the path alone.
      LOOK_ALIKES.stream().filter(key -> !isMeant(key, depth) && chance(25)).forEach(keys::add);
    }
    if (!path.isEmpty()) {
      keys.add(path.get(0));
    }
    Collections.shuffle(keys, random);
    return keys;
  }

  private static boolean isMeant(String key, int depth) {
    return depth < FLOWS && PATH.get(depth).equals(key);
  }

  private void value(String indent, List<String> path, boolean onPath, int depth) {
    if (onPath && path.get(0).equals("scheduledTasks")) {
      valueStart = text.length();
      text.append(pick(List.of("null", "\"old/model\"", "\"old/mo\\\\del/ü\"")));
      valueEnd = text.length();
    } else if (onPath && path.size() == 1 && chance(20)) {
      text.append("null");
    } else if (onPath) {
      object(indent, path.subList(1, path.size()), depth + 1);
    } else if (depth == FLOWS) {
      text.append(pick(List.of("null", "\"a/b/c\"", "\" a/\\u00fc \"")));
    } else if (depth < OFF_THE_PATH && chance(25)) {
      object(indent, List.of(), OFF_THE_PATH);
    } else if (chance(15)) {
      text.append("[ {\"scheduledTasks\": 1}, ");
      space();
      text.append(pick(SCALARS)).append(chance(50) ? ",]" : " ]");
    } else {
      text.append(pick(SCALARS));
    }
  }

  private void line(String indent) {
    if (chance(20)) {
      space();
    }
    if (!oneLine && !chance(8)) {
      text.append(chance(20) ? " // " + pick(COMMENT_TEXTS) : "").append(newline);
      noise(indent);
      text.append(indent);
    }
  }

  private void noise(String indent) {
    while (!oneLine && chance(15)) {
      String comment = pick(COMMENT_TEXTS);
      text.append(indent)
          .append(chance(50) ? "//" + comment : "/*" + comment + newline + comment + "*/")
          .append(newline)
          .append(chance(20) ? newline : "");
    }
  }

  private void space() {
    text.append(pick(List.of("", " ", " ", "\t", "/* c, } */", " /**/ ")));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
