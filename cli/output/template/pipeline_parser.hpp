// What stands between {{ and }}: calls, their words, and the variables that take the result.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "output/template/tree.hpp"

namespace mydocker::cli::templates {

class PipelineParser {
 public:
  explicit PipelineParser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  [[nodiscard]] bool at_end() const { return at_ == tokens_.size(); }
  [[nodiscard]] const Token& peek() const { return tokens_[at_]; }
  Token take() { return tokens_[at_++]; }
  // Takes the token if it is this one.
  bool take_if(TokenKind kind, std::string_view text);

  // Up to and including }}. `most` variables may be set by it.
  Result<Pipeline> action(std::size_t most);

  // The variables that are known here; a block gives back its own at its end.
  std::vector<std::string> variables{"$"};

 private:
  Result<void> targets(Pipeline& pipeline, std::size_t most);
  Result<void> calls(Pipeline& pipeline, std::size_t depth);
  Result<Call> call(std::size_t depth);
  Result<Operand> operand(std::size_t depth);
  Result<Operand> word(const Token& token);
  Result<Operand> parenthesis(const Token& token, std::size_t depth);
  Result<Operand> variable(const Token& token);

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace mydocker::cli::templates
