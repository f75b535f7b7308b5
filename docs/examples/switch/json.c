#include "json.h"

#include <string.h>

static const char* after_blanks(const char* at, const char* end) {
  while (at < end && strchr(" \t\r\n", *at) != NULL) ++at;
  return at;
}

/* `at` is at the first quote. Returns the position after the last one. */
static const char* after_text(const char* at, const char* end) {
  for (++at; at < end && *at != '"'; ++at)
    if (*at == '\\') ++at;
  return at < end ? at + 1 : end;
}

/* Brackets in texts do not count. */
static const char* after_value(const char* at, const char* end) {
  int depth = 0;
  while (at < end) {
    if (*at == '"') {
      at = after_text(at, end);
    } else if (*at == '{' || *at == '[') {
      ++depth;
      ++at;
    } else if (*at == '}' || *at == ']' || *at == ',') {
      if (depth == 0) return at;
      if (*at != ',') --depth;
      ++at;
    } else {
      ++at;
    }
    if (depth == 0 && at < end && strchr(",]}", *at) != NULL) return at;
  }
  return end;
}

bool json_is_object(struct json document) {
  int depth = 0;
  const char* at = after_blanks(document.begin, document.end);
  if (at == document.end || *at != '{') return false;
  while (at < document.end) {
    if (*at == '"') {
      at = after_text(at, document.end);
      continue;
    }
    if (*at == '{' || *at == '[') ++depth;
    if (*at == '}' || *at == ']') --depth;
    ++at;
    if (depth == 0) return after_blanks(at, document.end) == document.end;
  }
  return false;
}

struct json json_member(struct json object, const char* key) {
  const struct json none = {NULL, NULL};
  const size_t length = strlen(key);
  if (object.begin == NULL) return none;
  const char* at = after_blanks(object.begin, object.end);
  if (at == object.end || *at != '{') return none;
  at = after_blanks(at + 1, object.end);
  while (at < object.end && *at == '"') {
    const char* name = at + 1;
    at = after_text(at, object.end);
    const bool found = (size_t)(at - name) == length + 1 && memcmp(name, key, length) == 0;
    at = after_blanks(at, object.end);
    if (at == object.end || *at != ':') return none;
    at = after_blanks(at + 1, object.end);
    const struct json value = {at, after_value(at, object.end)};
    if (found) return value;
    at = after_blanks(value.end, object.end);
    if (at < object.end && *at == ',') at = after_blanks(at + 1, object.end);
  }
  return none;
}

bool json_text(struct json value, char* text, size_t size) {
  if (value.begin == NULL || value.begin == value.end || *value.begin != '"') return false;
  const char* last = after_text(value.begin, value.end) - 1;
  const size_t length = (size_t)(last - value.begin - 1);
  if (length >= size || memchr(value.begin + 1, '\\', length) != NULL) return false;
  memcpy(text, value.begin + 1, length);
  text[length] = '\0';
  return true;
}

bool json_is_true(struct json value) {
  return value.begin != NULL && value.end - value.begin >= 4 && memcmp(value.begin, "true", 4) == 0;
}
