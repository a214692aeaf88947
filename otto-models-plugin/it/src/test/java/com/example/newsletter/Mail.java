package com.example.newsletter;

import org.springframework.stereotype.Component;

/** What the jobs have injected; it writes to the standard output. */
@Component
public class Mail {
  void send(String text) {
    System.out.println("ran " + text);
  }
}
