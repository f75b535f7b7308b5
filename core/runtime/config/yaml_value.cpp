#include "runtime/config/yaml_value.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <utility>

#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::config {
namespace {

constexpr std::size_t kDeepest = 16;

std::size_t line_of(const YAML::Mark& mark) {
  return mark.line < 0 ? 1 : static_cast<std::size_t>(mark.line) + 1;
}

// Ends the parse from inside a call of yaml-cpp; caught in parse_yaml().
struct Refused {
  std::size_t line;
  std::string what;
};

// Builds the tree from yaml-cpp's events. A level is refused before yaml-cpp descends into it.
class TreeBuilder : public YAML::EventHandler {
 public:
  YamlValue take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (begun_) throw Refused{line_of(mark), "a second document begins, keep one in each file"};
    begun_ = true;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(value(YamlKind::nothing, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    throw Refused{line_of(mark), "an alias (*name) is not allowed, write the value out"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    YamlValue scalar = value(YamlKind::text, mark);
    scalar.text = text;
    add(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    descend(value(YamlKind::list, mark));
  }
  void OnSequenceEnd() override { ascend(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    descend(value(YamlKind::map, mark));
  }
  void OnMapEnd() override { ascend(); }

 private:
  // A list or map whose end has not been seen, and the key that waits for its value.
  struct Open {
    YamlValue container;
    bool has_key = false;
    std::string key;
    std::size_t key_line = 0;
  };

  static YamlValue value(YamlKind kind, const YAML::Mark& mark) {
    YamlValue result;
    result.kind = kind;
    result.line = line_of(mark);
    return result;
  }
  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor)
      throw Refused{line_of(mark), "an anchor (&name) is not allowed, leave it out"};
  }
  // "?" and "!" are what yaml-cpp says of plain and of quoted values without a tag.
  static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!")
      throw Refused{line_of(mark),
                    "a tag (" + base::quoted(tag) + ") is not allowed, leave it out"};
  }

  void descend(YamlValue container) {
    if (open_.size() >= kDeepest)
      throw Refused{container.line, "more than 16 levels of lists and maps, make it flatter"};
    refuse_as_key(container);
    open_.push_back({std::move(container), false, {}, 0});
  }
  void ascend() {
    YamlValue done = std::move(open_.back().container);
    open_.pop_back();
    add(std::move(done));
  }

  void refuse_as_key(const YamlValue& child) const {
    if (awaits_key() && child.kind != YamlKind::text)
      throw Refused{child.line, "a key must be a text"};
  }
  [[nodiscard]] bool awaits_key() const {
    return !open_.empty() && open_.back().container.kind == YamlKind::map && !open_.back().has_key;
  }
  void add(YamlValue child) {
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
  void begin_entry(const YamlValue& key) {
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
  void end_entry(YamlValue child) {
    Open& parent = open_.back();
    if (parent.has_key) {
      child.key = std::move(parent.key);
      child.line = parent.key_line;  // where people look for it
      parent.has_key = false;
    }
    parent.container.items.push_back(std::move(child));
  }

  YamlValue root_;
  std::vector<Open> open_;
  bool begun_ = false;
};

// The first line with a control character; 0: none. yaml-cpp takes some of them for the end of the
// file, and the settings behind would be lost without a word.
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

}  // namespace

Error yaml_error(const std::string& file, std::size_t line, const std::string& what) {
  return {ErrorKind::invalid_argument, file + ":" + std::to_string(line) + ": " + what};
}

Error unknown_key_error(const std::string& file, const YamlValue& setting,
                        const std::vector<std::string>& known) {
  std::string what = "unknown key " + base::quoted(setting.key);
  if (const auto close = base::nearest(setting.key, known))
    return yaml_error(file, setting.line, what + ", did you mean \"" + *close + "\"?");
  std::string list;
  for (const auto& key : known) list += (list.empty() ? "" : ", ") + key;
  return yaml_error(file, setting.line, what + ", known are " + list);
}

Result<YamlValue> parse_yaml(const std::string& text, const std::string& file) {
  if (const std::size_t line = line_of_control(text); line != 0)
    return yaml_error(file, line, "a control character is not allowed, write it as an escape");
  TreeBuilder builder;
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
