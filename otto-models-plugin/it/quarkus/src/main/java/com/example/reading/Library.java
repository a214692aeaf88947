package com.example.reading;

import jakarta.enterprise.context.ApplicationScoped;

/** A bean that jobs have injected; it writes to the standard output. */
@ApplicationScoped
public class Library {
  void keep(String text) {
    System.out.println("ran " + text);
  }
}
