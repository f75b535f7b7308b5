#include "template/tree.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "template/pipeline_parser.hpp"

namespace mydocker::templates {
namespace {

std::optional<Node::Kind> block_of(std::string_view word) {
  if (word == "if") return Node::Kind::conditional;
  if (word == "range") return Node::Kind::range;
  if (word == "with") return Node::Kind::with;
  return std::nullopt;
}

constexpr std::string_view kUnsupported[] = {"block", "break", "continue", "define", "template"};

// What ends a list of nodes: the end of the source, {{else}} or {{end}}.
enum class End : std::uint8_t { source, otherwise, end };

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<std::vector<Node>> whole() {
    std::vector<Node> nodes;
    MYDOCKER_TRY(const End end, list(nodes, 0));
    if (end == End::source) return nodes;
    return error_at(last_, std::string(end == End::end ? "{{end}}" : "{{else}}") +
                               " without {{if}}, {{range}} or {{with}}");
  }

 private:
  // Parses nodes up to the end of the source, or up to "{{else" or "{{end". After "{{else", the
  // caller must parse the rest of the action: "}}", "if" or "with".
  Result<End> list(std::vector<Node>& nodes, std::size_t depth) {
    while (!tokens_.at_end()) {
      Token token = tokens_.take();
      if (token.kind == TokenKind::text) {
        Node node;
        node.text = std::move(token.text);
        nodes.push_back(std::move(node));
        continue;
      }
      last_ = token.place;
      if (tokens_.take_if(TokenKind::word, "else")) return End::otherwise;
      if (tokens_.take_if(TokenKind::word, "end")) {
        if (tokens_.take_if(TokenKind::close, "}}")) return End::end;
        return error_at(last_, "{{end}} takes no arguments");
      }
      MYDOCKER_TRY(auto node, action(token, depth));
      nodes.push_back(std::move(node));
    }
    return End::source;
  }

  Result<Node> action(const Token& open, std::size_t depth) {
    const Token& first = tokens_.peek();
    const bool word = first.kind == TokenKind::word;
    if (word && std::ranges::find(kUnsupported, first.text) != std::end(kUnsupported))
      return error_at(open.place, "{{" + first.text + "}} is not supported");
    const auto kind = word ? block_of(first.text) : std::nullopt;
    if (kind) {
      tokens_.take();
      return block(*kind, open.place, depth);
    }
    Node node;
    node.kind = Node::Kind::action;
    MYDOCKER_TRY(node.pipeline, tokens_.action(1));
    return node;
  }

  Result<Node> block(Node::Kind kind, Position start, std::size_t depth) {
    if (depth == kDeepest) return error_at(start, "blocks are nested too deeply");
    const std::size_t known = tokens_.variables.size();
    Node node;
    node.kind = kind;
    MYDOCKER_TRY(node.pipeline, tokens_.action(kind == Node::Kind::range ? 2 : 1));
    MYDOCKER_TRY(End end, list(node.body, depth + 1));
    if (end == End::otherwise) {
      MYDOCKER_TRY(end, otherwise(node, depth));
    }
    if (end != End::end) return error_at(start, "a block without {{end}}");
    tokens_.variables.resize(known);
    return node;
  }

  // Parses the text after "{{else". This is "}}" with more nodes, or an "if" or "with". Such an
  // "if" has no {{end}} of its own.
  Result<End> otherwise(Node& node, std::size_t depth) {
    const Position start = last_;
    if (tokens_.take_if(TokenKind::close, "}}")) return list(node.otherwise, depth + 1);
    const Token word = tokens_.take();
    const auto kind = word.kind == TokenKind::word ? block_of(word.text) : std::nullopt;
    if (!kind || node.kind == Node::Kind::range || kind == Node::Kind::range)
      return error_at(start, "unexpected " + base::quoted(word.text) + " after {{else");
    MYDOCKER_TRY(auto next, block(*kind, start, depth + 1));
    node.otherwise.push_back(std::move(next));
    return End::end;
  }

  PipelineParser tokens_;
  Position last_;
};

}  // namespace

Result<std::vector<Node>> parse(std::string_view source) {
  MYDOCKER_TRY(auto tokens, read_tokens(source));
  return Parser(std::move(tokens)).whole();
}

}  // namespace mydocker::templates
