#include <algorithm>
#include <cstdio>
#include <optional>

#include "runtime/base/quoted.hpp"
#include "template/functions.hpp"

namespace mydocker::templates {
namespace {

constexpr std::size_t kWidest = 1024;

struct Verb {
  char letter = 0;
  bool left = false;
  bool zeros = false;
  bool sign = false;
  std::size_t width = 0;
  std::optional<std::size_t> precision;
  std::string_view text;  // the verb as it is written in the format
};

Error wrong(const std::string& what) { return {ErrorKind::invalid_argument, what}; }

Result<std::size_t> digits(std::string_view format, std::size_t& at) {
  std::size_t number = 0;
  for (; at < format.size() && format[at] >= '0' && format[at] <= '9'; ++at) {
    number = number * 10 + static_cast<std::size_t>(format[at] - '0');
    if (number > kWidest) return wrong("wider than " + std::to_string(kWidest));
  }
  return number;
}

// Reads a verb of a printf format, such as "%-10s". `at` is the position after the %.
Result<Verb> read_verb(std::string_view format, std::size_t& at) {
  const std::size_t start = at - 1;
  Verb verb;
  for (; at < format.size(); ++at) {
    if (format[at] == '-') {
      verb.left = true;
    } else if (format[at] == '0') {
      verb.zeros = true;
    } else if (format[at] == '+') {
      verb.sign = true;
    } else if (format[at] != ' ' && format[at] != '#') {
      break;
    }
  }
  MYDOCKER_TRY(verb.width, digits(format, at));
  if (at < format.size() && format[at] == '.') {
    MYDOCKER_TRY(verb.precision, digits(format, ++at));
  }
  if (at == format.size()) return wrong("% without a verb");
  verb.letter = format[at++];
  verb.text = format.substr(start, at - start);
  return verb;
}

// Returns the bits of an integer. A negative integer is returned in two's complement.
unsigned long long bits_of(const Json& number) {
  if (const auto positive = number.unsigned_integer()) return *positive;
  return static_cast<unsigned long long>(number.integer().value_or(0));
}

std::string number_text(const Value& value, const Verb& verb) {
  const bool whole = value.json->is_integer();
  if (whole && verb.letter != 'x' && verb.letter != 'f') {
    std::string text = value.json->dump();
    if (verb.sign && text.front() != '-') text.insert(0, "+");
    return text;
  }
  char text[512];
  int length = 0;
  if (verb.letter == 'x') {
    length = std::snprintf(text, sizeof text, "%llx", bits_of(*value.json));
  } else {
    const int precision = static_cast<int>(std::min<std::size_t>(verb.precision.value_or(6), 100));
    length = std::snprintf(text, sizeof text, verb.sign ? "%+.*f" : "%.*f", precision,
                           value.json->number());
  }
  return {text, static_cast<std::size_t>(length)};
}

// Returns the value as the verb formats it, before padding is added.
Result<std::string> converted(const Verb& verb, const Value& value, const Shape& shape) {
  const bool number = !value.is_nothing() && value.json->is_number();
  switch (verb.letter) {
    case 'v':
    case 's': {
      const std::string text = text_of(value, shape);
      return std::string(first_characters(text, verb.precision.value_or(text.size())));
    }
    case 'q':
      return base::quoted(text_of(value, shape));
    case 't':
      if (value.is_nothing() || !value.json->is_bool())
        return wrong_argument(std::string(verb.text) + ": true or false", value);
      return value.json->dump();
    case 'd':
    case 'x':
      if (!number || !value.json->is_integer())
        return wrong_argument(std::string(verb.text) + ": a whole number", value);
      return number_text(value, verb);
    case 'f':
      if (!number) return wrong_argument(std::string(verb.text) + ": a number", value);
      return number_text(value, verb);
    default:
      return wrong("unknown " + base::quoted(verb.text));
  }
}

std::string widened(std::string text, const Verb& verb) {
  const std::size_t has = characters_in(text);
  if (has >= verb.width) return text;
  const std::size_t lacks = verb.width - has;
  if (verb.left) return text + std::string(lacks, ' ');
  if (!verb.zeros) return std::string(lacks, ' ') + text;
  const bool sign = !text.empty() && (text.front() == '-' || text.front() == '+');
  return text.insert(sign ? 1 : 0, lacks, '0');
}

Result<Value> print_format(const ArgumentValues& arguments, const Shape& shape) {
  MYDOCKER_TRY(const auto format, text_argument(arguments.front()));
  std::string text;
  std::size_t next = 1;
  for (std::size_t at = 0; at < format.size();) {
    if (format[at] != '%') {
      text += format[at++];
      continue;
    }
    MYDOCKER_TRY(const auto verb, read_verb(format, ++at));
    if (verb.letter == '%') {
      text += '%';
      continue;
    }
    if (next == arguments.size()) return wrong("missing argument for " + base::quoted(verb.text));
    MYDOCKER_TRY(auto one, converted(verb, arguments[next++], shape));
    text += widened(std::move(one), verb);
  }
  if (next < arguments.size()) return wrong("more arguments than verbs in the format");
  return Value::of(std::move(text));
}

Result<Value> print_line(const ArgumentValues& arguments, const Shape& shape) {
  std::string text;
  for (const auto& argument : arguments)
    text += (&argument == arguments.data() ? "" : " ") + text_of(argument, shape);
  return Value::of(text + "\n");
}

// Joins the arguments like Go's Print: a space is added only between two arguments that are both no
// texts.
Result<Value> print(const ArgumentValues& arguments, const Shape& shape) {
  std::string text;
  bool text_before = true;
  for (const auto& argument : arguments) {
    const bool is_text = !argument.is_nothing() && argument.json->is_string();
    if (!is_text && !text_before) text += ' ';
    text += text_of(argument, shape);
    text_before = is_text;
  }
  return Value::of(std::move(text));
}

Result<Value> as_json(const ArgumentValues& arguments, const Shape& shape) {
  const Value& value = arguments.front();
  if (value.is_nothing()) return Value::of("null");
  Json document = *value.json;
  if (document.is_object() && !value.map)
    for (const auto lookup : shape.lookups) document.erase(lookup);
  return Value::of(document.dump());
}

}  // namespace

std::vector<FunctionEntry> printing() {
  return {{"print", 0, kAnyNumber, print},
          {"println", 0, kAnyNumber, print_line},
          {"printf", 1, kAnyNumber, print_format},
          {"json", 1, 1, as_json}};
}

}  // namespace mydocker::templates
