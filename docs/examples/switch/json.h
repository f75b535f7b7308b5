/* Reads texts and flags in a JSON document. It copies nothing and allocates nothing. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a document: one value. Not owned. `begin` is null: there is no such value. */
struct json {
  const char* begin;
  const char* end;
};

/* Whether the document is one object with all its closing brackets. */
bool json_is_object(struct json document);

/* The value of a member of an object. */
struct json json_member(struct json object, const char* key);

/* Copies a text without escapes. Returns false if it is another value, or longer than `size`. */
bool json_text(struct json value, char* text, size_t size);

bool json_is_true(struct json value);

#endif
