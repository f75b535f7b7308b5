// A subset of Go's text/template (pkg.go.dev/text/template), as in --format of Docker and Podman.
//
//   {{.Name}} {{.IPAM.Driver}} {{json .}} {{index .Labels "k"}} {{.Label "k"}} {{len .Containers}}
//   {{range $k, $v := .Labels}}...{{else}}...{{end}} {{if eq .A "b"}}...{{else if .C}}...{{end}}
//   {{with .X}}...{{end}} {{$v := .X}} {{.A | printf "%-10s" | upper}} {{- trims -}} {{/* */}}
//
// Not supported: template definitions, methods, HTML escapes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "template/tree.hpp"
#include "template/value.hpp"

namespace mydocker::templates {

// A parsed template. Example: Template::parse("{{.Name}}"), then text(document, shape).
class Template {
 public:
  // Parses `source`. Error invalid_argument: "template: LINE:COLUMN: the error".
  static Result<Template> parse(std::string_view source);

  // Returns the document as text. The errors are those of evaluate() (tree.hpp).
  [[nodiscard]] Result<std::string> text(const Json& document, const Shape& shape) const;

  // Returns the heading of a table whose rows use this template. {{.Name}} becomes NAME,
  // {{.IPRange}} becomes IP RANGE. {{json .Labels}} and {{range .Labels}} become the heading of the
  // field. Other text is unchanged. `known` contains the headings that do not follow from the name
  // of the field.
  [[nodiscard]] std::string heading(
      const std::map<std::string_view, std::string_view>& known) const;

 private:
  explicit Template(std::vector<Node> nodes) : nodes_(std::move(nodes)) {}
  std::vector<Node> nodes_;
};

}  // namespace mydocker::templates
