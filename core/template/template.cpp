#include "template/template.hpp"

#include "template/tree.hpp"

namespace mydocker::templates {
namespace {

using Headings = std::map<std::string_view, std::string_view>;

bool is_lower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Returns the heading of a column. Example: "CreatedAt" gives "CREATED AT", and
// "com.example.my-team" gives "COM.EXAMPLE.MY-TEAM".
std::string heading_of(const std::string& name, const Headings& known) {
  if (const auto found = known.find(name); found != known.end()) return std::string(found->second);
  std::string heading;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool starts_word = i > 0 && is_upper(name[i]) && is_lower(name[i - 1]);
    if (starts_word) heading += ' ';
    heading += name[i] >= 'a' && name[i] <= 'z' ? static_cast<char>(name[i] - 'a' + 'A') : name[i];
  }
  return heading;
}

std::string heading_of(const Pipeline& pipeline, const Headings& known);

std::string heading_of(const Argument& operand, const Headings& known) {
  if (!operand.fields.empty()) return heading_of(operand.fields.back(), known);
  return operand.inner ? heading_of(*operand.inner, known) : "";
}

// Returns the heading of the first field in the pipeline that has one. For {{.Label "team"}}, the
// heading is made from the key: "TEAM".
std::string heading_of(const Pipeline& pipeline, const Headings& known) {
  for (const auto& call : pipeline.calls) {
    const bool lookup = call.words.size() == 2 && !call.words.front().fields.empty() &&
                        call.words.back().literal.is_string();
    if (lookup) return heading_of(call.words.back().literal.string(), known);
    for (const auto& word : call.words)
      if (auto heading = heading_of(word, known); !heading.empty()) return heading;
  }
  return "";
}

std::string heading_of(const std::vector<Node>& nodes, const Headings& known) {
  std::string heading;
  for (const auto& node : nodes) {
    if (node.kind == Node::Kind::text) {
      heading += node.text;
    } else if (node.kind == Node::Kind::conditional) {
      heading += heading_of(node.body, known);
    } else if (node.pipeline.targets.empty() || node.kind != Node::Kind::action) {
      heading += heading_of(node.pipeline, known);
    }
  }
  return heading;
}

}  // namespace

Result<Template> Template::parse(std::string_view source) {
  MYDOCKER_TRY(auto nodes, templates::parse(source));
  return Template(std::move(nodes));
}

Result<std::string> Template::text(const Json& document, const Shape& shape) const {
  return evaluate(nodes_, Value::of(document), shape);
}

std::string Template::heading(const Headings& known) const { return heading_of(nodes_, known); }

}  // namespace mydocker::templates
