#include "runtime/config/yaml_value.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>

#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::config {
namespace {

// Returns the first line with a control character, or 0. yaml-cpp takes some of them as the end of
// the file, and would ignore the settings after them.
std::size_t line_of_control(const std::string& text) {
  std::size_t line = 1;
  for (const char letter : text) {
    const bool blank = letter == '\n' || letter == '\t' || letter == '\r';
    const auto byte = static_cast<unsigned char>(letter);
    if (!blank && (byte < 0x20 || byte == 0x7f)) return line;
    line += letter == '\n' ? 1U : 0U;
  }
  return 0;
}

// Returns the line, counted from 1.
std::size_t line_of(const YAML::Mark& mark) {
  return mark.line < 0 ? 1 : static_cast<std::size_t>(mark.line) + 1;
}

// An exception that ends the parsing inside yaml-cpp. parse_yaml() catches it.
struct Refused {
  std::size_t line;
  std::string what;
};

constexpr std::size_t kDeepest = 16;

YamlValue value(YamlKind kind, const YAML::Mark& mark) {
  YamlValue result;
  result.kind = kind;
  result.line = line_of(mark);
  return result;
}

void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (anchor != YAML::NullAnchor)
    throw Refused{line_of(mark), "an anchor (&name) is not allowed, leave it out"};
}

// For a value without a tag, yaml-cpp reports the tag "?" (plain value) or "!" (quoted value).
void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
  if (!tag.empty() && tag != "?" && tag != "!")
    throw Refused{line_of(mark), "a tag (" + base::quoted(tag) + ") is not allowed, leave it out"};
}

// Builds a tree of YamlValue from the events of yaml-cpp. Features that a configuration does not
// need are refused. If there are too many levels, the document is refused before yaml-cpp enters
// the next level.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  // Returns the tree. Call it after the end of the document.
  YamlValue take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { ascend(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { ascend(); }

 private:
  // An open list or map, and a key that has no value yet.
  struct Open {
    YamlValue container;
    bool has_key = false;
    std::string key;
    std::size_t key_line = 0;
  };

  void descend(YamlValue container);
  void ascend();
  void add(YamlValue child);
  void begin_entry(const YamlValue& key);
  void end_entry(YamlValue child);
  void refuse_as_key(const YamlValue& child) const;
  [[nodiscard]] bool awaits_key() const;

  YamlValue root_;
  std::vector<Open> open_;
  bool begun_ = false;
};

void YamlTreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (begun_) throw Refused{line_of(mark), "a second document begins, keep one in each file"};
  begun_ = true;
}

void YamlTreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  refuse_anchor(mark, anchor);
  add(value(YamlKind::nothing, mark));
}

void YamlTreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) {
  throw Refused{line_of(mark), "an alias (*name) is not allowed, write the value out"};
}

void YamlTreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag,
                               YAML::anchor_t anchor, const std::string& text) {
  refuse_anchor(mark, anchor);
  refuse_tag(mark, tag);
  YamlValue scalar = value(YamlKind::text, mark);
  scalar.text = text;
  add(std::move(scalar));
}

void YamlTreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                      YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
  refuse_anchor(mark, anchor);
  refuse_tag(mark, tag);
  descend(value(YamlKind::list, mark));
}

void YamlTreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag,
                                 YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
  refuse_anchor(mark, anchor);
  refuse_tag(mark, tag);
  descend(value(YamlKind::map, mark));
}

void YamlTreeBuilder::descend(YamlValue container) {
  if (open_.size() >= kDeepest)
    throw Refused{container.line, "more than 16 levels of lists and maps, use fewer levels"};
  refuse_as_key(container);
  open_.push_back({std::move(container), false, {}, 0});
}

void YamlTreeBuilder::ascend() {
  YamlValue done = std::move(open_.back().container);
  open_.pop_back();
  add(std::move(done));
}

void YamlTreeBuilder::add(YamlValue child) {
  if (open_.empty()) {
    root_ = std::move(child);
    return;
  }
  refuse_as_key(child);
  if (awaits_key())
    begin_entry(child);
  else
    end_entry(std::move(child));
}

void YamlTreeBuilder::begin_entry(const YamlValue& key) {
  Open& parent = open_.back();
  const auto same_key = [&](const YamlValue& other) { return other.key == key.text; };
  const auto first = std::ranges::find_if(parent.container.items, same_key);
  if (first != parent.container.items.end())
    throw Refused{key.line, "key " + base::quoted(key.text) + " is given twice, first in line " +
                                std::to_string(first->line)};
  parent.has_key = true;
  parent.key = key.text;
  parent.key_line = key.line;
}

void YamlTreeBuilder::end_entry(YamlValue child) {
  Open& parent = open_.back();
  if (parent.has_key) {
    child.key = std::move(parent.key);
    child.line = parent.key_line;  // errors name the line of the key
    parent.has_key = false;
  }
  parent.container.items.push_back(std::move(child));
}

void YamlTreeBuilder::refuse_as_key(const YamlValue& child) const {
  if (awaits_key() && child.kind != YamlKind::text)
    throw Refused{child.line, "a key must be a text"};
}

bool YamlTreeBuilder::awaits_key() const {
  return !open_.empty() && open_.back().container.kind == YamlKind::map && !open_.back().has_key;
}

bool is_of_compose(const std::string& key) {
  constexpr std::string_view kKeys[] = {"version", "services", "volumes",     "configs",
                                        "secrets", "ipam",     "driver_opts", "external"};
  return std::ranges::find(kKeys, key) != std::end(kKeys);
}

}  // namespace

Error yaml_error(const std::string& file, std::size_t line, const std::string& what) {
  return {ErrorKind::invalid_argument, file + ":" + std::to_string(line) + ": " + what};
}

Error unknown_key_error(const std::string& file, const YamlValue& setting,
                        const std::vector<std::string>& known) {
  std::string what = "unknown key " + base::quoted(setting.key);
  if (const auto close = base::nearest(setting.key, known))
    return yaml_error(file, setting.line, what + ", did you mean \"" + *close + "\"?");
  auto error = yaml_error(file, setting.line, what + ", the known keys are " + base::joined(known));
  if (!is_of_compose(setting.key)) return error;
  return std::move(error).hint("this is a key of compose files; see: man mydocker-network.yaml");
}

Result<YamlValue> parse_yaml(const std::string& text, const std::string& file) {
  if (const std::size_t line = line_of_control(text); line != 0)
    return yaml_error(file, line, "a control character is not allowed, write it as an escape");
  YamlTreeBuilder builder;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const Refused& refused) {
    return yaml_error(file, refused.line, refused.what);
  } catch (const YAML::Exception& error) {
    return yaml_error(file, line_of(error.mark), "not YAML: " + error.msg);
  } catch (const std::exception& error) {
    return yaml_error(file, 1, std::string("not YAML: ") + error.what());
  }
}

}  // namespace mydocker::config
