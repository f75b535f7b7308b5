#include "runtime/config/yaml_tree_builder.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"

namespace mydocker::config {
namespace {

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

// yaml-cpp reports "?" for plain values and "!" for quoted values without a tag.
void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
  if (!tag.empty() && tag != "?" && tag != "!")
    throw Refused{line_of(mark), "a tag (" + base::quoted(tag) + ") is not allowed, leave it out"};
}

}  // namespace

std::size_t line_of(const YAML::Mark& mark) {
  return mark.line < 0 ? 1 : static_cast<std::size_t>(mark.line) + 1;
}

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
    child.line = parent.key_line;  // the line that errors name
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

}  // namespace mydocker::config
