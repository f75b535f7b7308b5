#include "runtime/model/network_filter.hpp"

#include <cmath>
#include <ctime>
#include <optional>
#include <string_view>

#include "runtime/base/quoted.hpp"

namespace mydocker::model {
namespace {

constexpr double kLargest = 1e15;  // limit in seconds, about 30 million years

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a text from the front. After the first mismatch, right() stays false.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) {
      wrong_ = wrong_ || rest_.empty() || !is_digit(rest_.front());
      if (wrong_) return 0;
      number = number * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return number;
  }
  // Reads one or two digits. Go accepts hours with one digit (package time, layout "15").
  int one_or_two_digits() {
    const int first = digits(1);
    return !rest_.empty() && is_digit(rest_.front()) ? first * 10 + digits(1) : first;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(char c) { wrong_ = !take(c) || wrong_; }
  void need_digits() {
    (void)digits(1);
    while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] bool right() const { return rest_.empty() && !wrong_; }

 private:
  std::string_view rest_;
  bool wrong_ = false;
};

// Reads the offset at the end of the text and returns it in seconds. Returns nothing if there is no
// offset.
std::optional<int> zone(TimeReader& reader) {
  if (reader.done()) return std::nullopt;
  if (reader.take('Z')) return 0;
  const int sign = reader.take('-') ? -1 : 1;
  if (sign == 1) reader.need('+');
  const int hours = reader.digits(2);
  reader.need(':');
  return sign * (hours * 3600 + reader.digits(2) * 60);
}

// Reads "23", "23:59", "23:59:59" or "23:59:59.999".
void read_time_of_day(TimeReader& reader, std::tm& parts) {
  parts.tm_hour = reader.one_or_two_digits();
  if (!reader.take(':')) return;
  parts.tm_min = reader.digits(2);
  if (!reader.take(':')) return;
  parts.tm_sec = reader.digits(2);
  if (reader.take('.') || reader.take(',')) reader.need_digits();
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  TimeReader reader(text);
  std::tm parts{};
  parts.tm_year = reader.digits(4) - 1900;
  reader.need('-');
  parts.tm_mon = reader.digits(2) - 1;
  reader.need('-');
  parts.tm_mday = reader.digits(2);
  if (reader.take('T')) read_time_of_day(reader, parts);
  const std::optional<int> offset = zone(reader);
  const std::tm given = parts;
  parts.tm_isdst = -1;  // lets mktime(3) find out whether daylight saving time applies
  const std::time_t seconds = offset ? ::timegm(&parts) : std::mktime(&parts);
  // The C library turns 30 February into a day of March. A date that does not exist is refused.
  const bool exists = parts.tm_mon == given.tm_mon && parts.tm_mday == given.tm_mday &&
                      given.tm_hour < 24 && given.tm_min < 60 && given.tm_sec < 60;
  if (!reader.right() || !exists) return std::nullopt;
  return static_cast<std::int64_t>(seconds) - offset.value_or(0);
}

// Removes a decimal number from the front of `text` and returns it.
std::optional<double> take_number(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string digits(text.substr(0, end));
  const bool number = digits.find_first_of("0123456789") != std::string::npos &&
                      digits.find('.') == digits.rfind('.') && digits.size() < 30;
  if (!number) return std::nullopt;
  text.remove_prefix(end);
  return std::stod(digits);
}

std::optional<double> unit_at_front(std::string_view& text) {
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"ms", 1e-3}, {"us", 1e-6}, {"\u00b5s", 1e-6}, {"\u03bcs", 1e-6},
      {"ns", 1e-9}, {"h", 3600},  {"m", 60},         {"s", 1}};
  for (const auto& [name, seconds] : kUnits) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    return seconds;
  }
  return std::nullopt;
}

std::optional<double> parse_duration(std::string_view text) {
  double sum = 0;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  do {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const auto unit = unit_at_front(text);
    if (!unit) return std::nullopt;
    sum += *number * *unit;
  } while (!text.empty());
  if (sum > kLargest) return std::nullopt;
  return negative ? -sum : sum;
}

}  // namespace

Result<std::int64_t> parse_moment(const std::string& text, std::int64_t now) {
  if (const auto date = parse_date(text)) return *date;
  std::string_view rest = text;
  const auto seconds = take_number(rest);
  if (seconds && rest.empty() && *seconds < kLargest)
    return static_cast<std::int64_t>(std::floor(*seconds));
  if (const auto ago = parse_duration(text))
    return static_cast<std::int64_t>(std::floor(static_cast<double>(now) - *ago));
  return Error(ErrorKind::invalid_argument, "not a time: " + base::quoted(text))
      .hint(
          "write a date (2026-01-31), a time (2026-01-31T23:59:59Z), seconds since 1970, or a time "
          "span (10m, 24h)");
}

}  // namespace mydocker::model
