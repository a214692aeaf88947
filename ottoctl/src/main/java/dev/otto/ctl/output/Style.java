package dev.otto.ctl.output;

/** Colours for people; none for programs. */
public record Style(boolean colour) {
  public String good(String text) {
    return wrapped("32", text);
  }

  public String bad(String text) {
    return wrapped("31", text);
  }

  public String odd(String text) {
    return wrapped("33", text);
  }

  public String faint(String text) {
    return wrapped("2", text);
  }

  public String strong(String text) {
    return wrapped("1", text);
  }

  private String wrapped(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
