package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsoncEditTest {
  private static final List<String> PATH = List.of("modelManagement", "flowDefaults", "heartbeat");

  @Test
  void replacesTheValueWhereItStands() throws Exception {
    assertPut(
        """
        {
          // which model
          "modelManagement": {"flowDefaults": {"heartbeat": /* was b/c */ "a/b"}}, // end
        }
        """,
        """
        {
          // which model
          "modelManagement": {"flowDefaults": {"heartbeat": /* was b/c */ "x/y"}}, // end
        }
        """);
  }

  @Test
  void addsMissingParentsInTheIndentationOfTheFile() throws Exception {
    assertPut(
        """
        {
        \t"opencode": {
        \t\t"url": "http://127.0.0.1:4096" // local
        \t} // the server
        \t// the end
        }
        """,
        """
        {
        \t"opencode": {
        \t\t"url": "http://127.0.0.1:4096" // local
        \t}, // the server
        \t"modelManagement": {
        \t\t"flowDefaults": {
        \t\t\t"heartbeat": "x/y"
        \t\t}
        \t}
        \t// the end
        }
        """);
  }

  @Test
  void keepsTheHabitOfATrailingComma() throws Exception {
    assertPut(
        """
        {
            "modelManagement": {
                "flowDefaults": {
                    "scheduledTasks": "a/b", // cheap
                },
            },
        }
        """,
        """
        {
            "modelManagement": {
                "flowDefaults": {
                    "scheduledTasks": "a/b", // cheap
                    "heartbeat": "x/y",
                },
            },
        }
        """);
  }

  @Test
  void comesBehindTheCommentsOfAnEmptyObject() throws Exception {
    assertPut(
        """
        {
          "modelManagement": {
            "flowDefaults": {
              // "heartbeat": "a/b"
            }
          }
        }
        """,
        """
        {
          "modelManagement": {
            "flowDefaults": {
              // "heartbeat": "a/b"
              "heartbeat": "x/y"
            }
          }
        }
        """);
  }

  @Test
  void staysOnOneLineWhereTheFileDoes() throws Exception {
    assertPut(
        "{\"a\": 1, \"modelManagement\": null}",
        "{\"a\": 1, \"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"x/y\"}}}");
    assertPut(
        "{\"a\":1,}",
        "{\"a\":1, \"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"x/y\"}},}");
  }

  @Test
  void fillsAnEmptyFile() throws Exception {
    assertPut(
        "{}\n",
        """
        {
          "modelManagement": {
            "flowDefaults": {
              "heartbeat": "x/y"
            }
          }
        }
        """);
  }

  @Test
  void usesTheLineEndsOfTheFile() throws Exception {
    String before =
        """
        {
          "modelManagement": {
            "flowDefaults": {}
          }
        }
        """;
    String after = before.replace("{}", "{\n      \"heartbeat\": \"x/y\"\n    }");
    assertPut("\uFEFF" + before.replace("\n", "\r\n"), "\uFEFF" + after.replace("\n", "\r\n"));
  }

  @Test
  void refusesAParentThatIsNoObject() {
    var e =
        assertThrows(
            BrokenFileException.class,
            () -> Jsonc.parse("{\n \"modelManagement\": 1}").with(PATH, "null"));
    assertEquals("line 2, column 21: modelManagement must be an object", e.getMessage());
  }

  private static void assertPut(String before, String after) throws BrokenFileException {
    assertEquals(after, Jsonc.parse(before).with(PATH, "\"x/y\"").text());
  }
}
