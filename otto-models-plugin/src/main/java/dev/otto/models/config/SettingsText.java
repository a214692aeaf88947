package dev.otto.models.config;

import dev.otto.models.FlowDefaultsListener.Origin;
import java.io.IOException;
import java.util.Optional;

/**
 * A JSONC text with settings that programs change while it is in use. A port: the text is the file
 * of one machine ({@link JsoncFile}), or a row that several machines share.
 */
public interface SettingsText {

  /**
   * Computes the new text from the present one, which is empty if there is none. Asked again where
   * somebody else stores another text meanwhile.
   */
  @FunctionalInterface
  interface Edit {
    String apply(Optional<String> text) throws IOException;
  }

  /** Returns the place of the text, as an operator knows it: the path of a file. */
  String location();

  /** Returns who makes the changes that this process does not. */
  Origin others();

  /**
   * Reads the text; empty if there is none.
   *
   * @throws BrokenFileException if what is there is no text
   */
  Optional<String> read() throws IOException;

  /**
   * Changes the text while nobody else can; an edit that returns the same text leaves it untouched.
   *
   * @throws IOException what the edit throws, or if the text cannot be read, locked or written; it
   *     is unchanged then
   */
  void change(Edit edit) throws IOException;
}
