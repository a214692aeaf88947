package dev.otto.ctl;

/** Colours for people; none for programs. */
record Style(boolean colour) {
  String good(String text) {
    return wrapped("32", text);
  }

  String bad(String text) {
    return wrapped("31", text);
  }

  String odd(String text) {
    return wrapped("33", text);
  }

  String faint(String text) {
    return wrapped("2", text);
  }

  String strong(String text) {
    return wrapped("1", text);
  }

  private String wrapped(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
