#include "template/pipeline_parser.hpp"

#include <algorithm>

#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "template/functions.hpp"
#include "template/tree.hpp"

namespace mydocker::templates {
namespace {

Result<Json> number(const Token& token) {
  const bool plus = token.text.front() == '+';
  auto value = Json::parse(std::string_view(token.text).substr(plus ? 1 : 0));
  if (!value || !value->is_number())
    return error_at(token.place, "not a number: " + base::quoted(token.text));
  return value;
}

}  // namespace

bool PipelineParser::take_if(TokenKind kind, std::string_view text) {
  if (at_end() || peek().kind != kind || peek().text != text) return false;
  ++at_;
  return true;
}

Result<Pipeline> PipelineParser::action(std::size_t most) {
  Pipeline pipeline;
  pipeline.place = peek().place;
  MYDOCKER_CHECK(targets(pipeline, most));
  MYDOCKER_CHECK(calls(pipeline, 0));
  const Token last = take();
  if (last.kind != TokenKind::close)
    return error_at(last.place, "unexpected " + base::quoted(last.text));
  if (pipeline.declares)
    variables.insert(variables.end(), pipeline.targets.begin(), pipeline.targets.end());
  return pipeline;
}

// Parses the start of an assignment: "$v :=", "$v =" or "$k, $v :=". If the text does not start
// with one of these, no token is used.
Result<void> PipelineParser::targets(Pipeline& pipeline, std::size_t most) {
  const std::size_t start = at_;
  std::vector<std::string> names;
  while (peek().kind == TokenKind::variable) {
    const Token name = take();
    names.push_back(name.text);
    const bool declares = take_if(TokenKind::sign, ":=");
    if (declares || take_if(TokenKind::sign, "=")) {
      if (names.size() > most) return error_at(name.place, "too many variables");
      for (const auto& target : names)
        if (target == "$" || (!declares && std::ranges::find(variables, target) == variables.end()))
          return error_at(name.place, "cannot set " + base::quoted(target));
      pipeline.targets = std::move(names);
      pipeline.declares = declares;
      return {};
    }
    if (!take_if(TokenKind::sign, ",")) break;
  }
  at_ = start;
  return {};
}

Result<void> PipelineParser::calls(Pipeline& pipeline, std::size_t depth) {
  do {
    MYDOCKER_TRY(auto one, call(depth));
    const auto& first = one.words.front();
    if (!pipeline.calls.empty() && first.kind == Argument::Kind::literal)
      return error_at(first.place, "a function must follow |");
    pipeline.calls.push_back(std::move(one));
  } while (take_if(TokenKind::sign, "|"));
  return {};
}

Result<FunctionCall> PipelineParser::call(std::size_t depth) {
  FunctionCall call;
  for (;;) {
    const Token& next = peek();
    const bool ends =
        next.kind == TokenKind::close || (next.kind == TokenKind::sign && next.text != "(");
    if (ends) break;
    MYDOCKER_TRY(auto one, operand(depth));
    if (!call.words.empty() && peek().adjacent && peek().kind == TokenKind::string)
      return error_at(peek().place, "a space is missing");
    call.words.push_back(std::move(one));
  }
  if (call.words.empty()) return error_at(peek().place, "a value is missing");
  const auto& first = call.words.front();
  if (first.kind == Argument::Kind::literal && call.words.size() > 1)
    return error_at(first.place, "this is not a function, so it takes no arguments");
  return call;
}

Result<Argument> PipelineParser::operand(std::size_t depth) {
  const Token token = take();
  Argument operand;
  operand.place = token.place;
  switch (token.kind) {
    case TokenKind::dot:
      break;
    case TokenKind::field:
      operand.fields.push_back(token.text);
      break;
    case TokenKind::variable: {
      MYDOCKER_TRY(operand, variable(token));
      break;
    }
    case TokenKind::word: {
      MYDOCKER_TRY(operand, word(token));
      break;
    }
    case TokenKind::string:
      operand.kind = Argument::Kind::literal;
      operand.literal = token.text;
      break;
    case TokenKind::number: {
      operand.kind = Argument::Kind::literal;
      MYDOCKER_TRY(operand.literal, number(token));
      break;
    }
    default: {
      if (token.text != "(") return error_at(token.place, "unexpected " + base::quoted(token.text));
      MYDOCKER_TRY(operand, parenthesis(token, depth));
    }
  }
  while (peek().kind == TokenKind::field && peek().adjacent) operand.fields.push_back(take().text);
  return operand;
}

Result<Argument> PipelineParser::variable(const Token& token) {
  if (std::ranges::find(variables, token.text) == variables.end())
    return error_at(token.place, "no variable " + base::quoted(token.text));
  Argument operand;
  operand.kind = Argument::Kind::variable;
  operand.place = token.place;
  operand.name = token.text;
  return operand;
}

Result<Argument> PipelineParser::word(const Token& token) {
  Argument operand;
  operand.place = token.place;
  operand.kind = Argument::Kind::literal;
  if (token.text == "nil") return operand;
  if (token.text == "true" || token.text == "false") {
    operand.literal = token.text == "true";
    return operand;
  }
  operand.kind = Argument::Kind::function;
  operand.name = token.text;
  if (is_function(token.text)) return operand;
  Error error = error_at(token.place, "no function " + base::quoted(token.text));
  const auto meant = base::nearest(token.text, function_names());
  if (meant) return std::move(error).hint("did you mean " + base::quoted(*meant) + "?");
  return std::move(error).hint("a field begins with a dot: {{." + token.text + "}}");
}

Result<Argument> PipelineParser::parenthesis(const Token& token, std::size_t depth) {
  if (depth == kDeepest) return error_at(token.place, "parentheses are nested too deeply");
  auto inner = std::make_shared<Pipeline>();
  inner->place = token.place;
  MYDOCKER_CHECK(calls(*inner, depth + 1));
  if (!take_if(TokenKind::sign, ")")) return error_at(token.place, "( without )");
  Argument operand;
  operand.kind = Argument::Kind::pipeline;
  operand.place = token.place;
  operand.inner = std::move(inner);
  return operand;
}

}  // namespace mydocker::templates
