// A subset of Go's text/template, as docker and podman users know it from --format.
//
//   {{.Name}} {{.IPAM.Driver}} {{json .}} {{index .Labels "k"}} {{.Label "k"}} {{len .Containers}}
//   {{range $k, $v := .Labels}}...{{else}}...{{end}} {{if eq .A "b"}}...{{else if .C}}...{{end}}
//   {{with .X}}...{{end}} {{$v := .X}} {{.A | printf "%-10s" | upper}} {{- trims -}} {{/* */}}
//
// Does not: define templates, call functions of its own, escape for HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "output/template/tree.hpp"
#include "output/template/value.hpp"

namespace mydocker::cli::templates {

class Template {
 public:
  // invalid_argument: "template: LINE:COLUMN: what is wrong".
  static Result<Template> parse(std::string_view source);

  // The errors of evaluate(), evaluator.hpp.
  [[nodiscard]] Result<std::string> text(const Json& document, const Shape& shape) const;

  // The heading of a table that has this template for its rows: NAME for {{.Name}}, IP RANGE for
  // {{.IPRange}}, and of {{json .Labels}} and {{range .Labels}} the field's; text stays. `known`
  // are the headings that do not follow from the field's name.
  [[nodiscard]] std::string heading(
      const std::map<std::string_view, std::string_view>& known) const;

 private:
  explicit Template(std::vector<Node> nodes) : nodes_(std::move(nodes)) {}
  std::vector<Node> nodes_;
};

}  // namespace mydocker::cli::templates
