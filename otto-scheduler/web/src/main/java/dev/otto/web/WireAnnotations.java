package dev.otto.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.util.NameTransformer;
import dev.otto.wire.AbsentIfNull;
import dev.otto.wire.Inlined;
import org.jspecify.annotations.Nullable;

/** The marks of the wire records in Jackson's terms, so that the records need no Jackson. */
final class WireAnnotations extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;
  private static final JsonInclude.Value NON_NULL =
      JsonInclude.Value.empty().withValueInclusion(JsonInclude.Include.NON_NULL);

  @Override
  public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
    return annotated.hasAnnotation(AbsentIfNull.class) ? NON_NULL : JsonInclude.Value.empty();
  }

  @Override
  public @Nullable NameTransformer findUnwrappingNameTransformer(AnnotatedMember member) {
    return member.hasAnnotation(Inlined.class) ? NameTransformer.NOP : null;
  }
}
