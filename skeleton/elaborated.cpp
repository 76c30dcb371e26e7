#include "skeleton/elaborated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "network/error.hpp"

namespace weir::skeleton {

namespace {

using Node = pugi::xml_node;

// A range of an array that is not packed into a word: `size` elements from `lowest` on.
struct Range {
  std::int64_t size = 0;
  std::int64_t lowest = 0;
};
struct Shape {
  std::int64_t bits = 0;      // of an element
  std::vector<Range> arrays;  // outermost first
};

const std::map<std::string_view, std::string_view> kBinary{
    {"add", "+"},     {"sub", "-"},      {"mul", "*"},     {"muls", "*"},     {"div", "/"},
    {"divs", "/"},    {"moddiv", "%"},   {"moddivs", "%"}, {"eq", "=="},      {"neq", "!="},
    {"lt", "<"},      {"lte", "<="},     {"gt", ">"},      {"gte", ">="},     {"lts", "<"},
    {"ltes", "<="},   {"gts", ">"},      {"gtes", ">="},   {"shiftl", "<<"},  {"shiftr", ">>"},
    {"eqcase", "=="}, {"neqcase", "!="}, {"xor", "^"},     {"logand", "&&"},  {"logor", "||"},
    {"and", "&"},     {"or", "|"},       {"eqwild", "=="}, {"neqwild", "!="}, {"shiftrs", ">>>"}};
const std::set<std::string_view> kSigned{"muls", "divs", "moddivs", "lts", "ltes", "gts", "gtes"};
const std::map<std::string_view, std::string_view> kUnary{{"redor", "|"},  {"redand", "&"}, {"redxor", "^"},
                                                          {"negate", "-"}, {"lognot", "!"}, {"not", "~"}};
// Tasks that only print at run time and drive nothing.
const std::set<std::string_view> kSilent{"finish",  "stop",   "display",         "comment",
                                         "readmem", "assert", "assertintrinsic", "cover",
                                         "fclose",  "fflush"};

std::vector<Node> children(const Node& node) {
  std::vector<Node> all;
  for (const Node child : node.children()) all.push_back(child);
  return all;
}

class Writer {
 public:
  Writer(const pugi::xml_document& tree, std::string module) : module_(std::move(module)) {
    const Node root = tree.child("verilator_xml");
    for (const Node file : root.child("files"))
      files_[file.attribute("id").value()] = file.attribute("filename").value();
    const Node netlist = root.child("netlist");
    index_types(netlist.child("typetable"));
    for (const Node each : netlist.children("module")) {
      if (each.attribute("topModule").as_int() == 1 || !top_) top_ = each;
    }
  }

  std::string text() {
    for (const Node var : top_.children("var")) {
      if (!std::string_view(var.attribute("dir").value()).empty())
        ports_.emplace_back(var.attribute("name").value());
    }
    find_wires(top_);
    std::string body;
    declare(top_, body);
    for (const Node scope : all_of(top_, "scope")) {
      for (const Node item : scope.children()) body += item_text(item);
    }
    std::string functions;
    for (const auto& [name, function] : functions_) functions += function + "\n";
    std::string names;
    for (const std::string& port : ports_) names += (names.empty() ? "" : ", ") + name_of(port);
    return fmt::format("module {}({});\n{}{}endmodule\n", module_, names, functions, body);
  }

 private:
  [[noreturn]] void fail(const Node& node, const std::string& what) const {
    const std::string loc = node.attribute("loc").value();  // "c,12,7,12,9"
    const std::size_t comma = loc.find(',');
    const auto file = files_.find(loc.substr(0, comma));
    throw ToolFailure(fmt::format(
        "engine skeleton: module {}: {} in Verilator's tree is not known here{}", module_, what,
        file == files_.end() ? ""
                             : fmt::format(" ({}:{})", file->second,
                                           loc.substr(comma + 1, loc.find(',', comma + 1) - comma - 1))));
  }

  void index_types(const Node& node) {
    for (const Node type : node.children()) {
      if (const std::string id = type.attribute("id").value(); !id.empty()) types_[id] = type;
      index_types(type);
    }
  }

  static std::vector<Node> all_of(const Node& node, const char* tag) {
    std::vector<Node> found;
    for (const Node child : node.children()) {
      if (std::string_view(child.name()) == tag) found.push_back(child);
      const std::vector<Node> inner = all_of(child, tag);
      found.insert(found.end(), inner.begin(), inner.end());
    }
    return found;
  }

  // "32'sh10": bits, and digits of 0, 1 and x, most significant first.
  struct Constant {
    std::int64_t bits = 0;
    bool is_signed = false;
    char base = 'h';
    std::string digits;
  };
  [[nodiscard]] Constant constant(const Node& node) const {
    const std::string text = node.attribute("name").value();
    const std::size_t quote = text.find('\'');
    Constant value;
    if (std::string_view(node.name()) != "const" || quote == std::string::npos)
      fail(node, fmt::format("<{}> as a constant", node.name()));
    std::from_chars(text.data(), text.data() + quote, value.bits);
    std::size_t at = quote + 1;
    if (at < text.size() && text[at] == 's') {
      value.is_signed = true;
      ++at;
    }
    if (at >= text.size() || (text[at] != 'h' && text[at] != 'b')) fail(node, "constant " + text);
    value.base = text[at];
    value.digits = text.substr(at + 1);
    return value;
  }
  [[nodiscard]] std::int64_t number(const Node& node) const {
    const Constant value = constant(node);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(value.digits.data(), value.digits.data() + value.digits.size(),
                                              number, value.base == 'h' ? 16 : 2);
    if (error != std::errc{} || end != value.digits.data() + value.digits.size())
      fail(node, fmt::format("constant {}", node.attribute("name").value()));
    if (value.is_signed && value.bits < 64 && ((number >> (value.bits - 1)) & 1U) != 0)
      return static_cast<std::int64_t>(number) - (std::int64_t{1} << value.bits);
    return static_cast<std::int64_t>(number);
  }
  static bool has_unknown(const Constant& value) {
    return value.digits.find_first_of("xXzZ?") != std::string::npos;
  }
  static std::string verilog(const Constant& value, char unknown) {
    std::string digits = value.digits;
    for (char& digit : digits) {
      if (std::string_view("xXzZ?").find(digit) != std::string_view::npos) digit = unknown;
    }
    return fmt::format("{}'{}{}", value.bits, value.base, digits);
  }

  [[nodiscard]] Range range(const Node& type) const {
    const std::vector<Node> ends = children(type.child("range"));
    if (ends.size() != 2) fail(type, "a range");
    const std::int64_t a = number(ends[0]);
    const std::int64_t b = number(ends[1]);
    return {std::abs(a - b) + 1, std::min(a, b)};
  }
  [[nodiscard]] Shape shape_of_type(const std::string& id, const Node& user) const {
    const auto it = types_.find(id);
    if (it == types_.end()) fail(user, "a type");
    const Node type = it->second;
    const std::string_view tag = type.name();
    const auto inner = [&] { return shape_of_type(type.attribute("sub_dtype_id").value(), user); };
    if (tag == "basicdtype") {
      static const std::map<std::string_view, std::int64_t> kBits{
          {"logic", 1}, {"bit", 1},       {"integer", 32}, {"int", 32},
          {"byte", 8},  {"shortint", 16}, {"longint", 64}, {"time", 64}};
      if (const auto left = type.attribute("left"); !left.empty())
        return {std::abs(left.as_int() - type.attribute("right").as_int()) + 1, {}};
      const auto bits = kBits.find(type.attribute("name").value());
      return {bits == kBits.end() ? 0 : bits->second, {}};
    }
    if (tag == "refdtype" || tag == "enumdtype" || tag == "memberdtype") return inner();
    if (tag == "structdtype" || tag == "uniondtype") {
      Shape shape;
      for (const Node member : type.children("memberdtype")) {
        const Shape of = shape_of_type(member.attribute("id").value(), user);
        shape.bits = tag == "structdtype" ? shape.bits + of.bits : std::max(shape.bits, of.bits);
      }
      return shape;
    }
    if (tag == "packarraydtype") {
      Shape shape = inner();
      if (!shape.arrays.empty()) fail(user, "a packed array of arrays");
      shape.bits *= range(type).size;
      return shape;
    }
    if (tag == "unpackarraydtype") {
      Shape shape = inner();
      shape.arrays.insert(shape.arrays.begin(), range(type));
      return shape;
    }
    fail(user, fmt::format("type <{}>", tag));
  }
  [[nodiscard]] Shape shape(const Node& node) const {
    return shape_of_type(node.attribute("dtype_id").value(), node);
  }
  [[nodiscard]] std::int64_t bits(const Node& node) const { return shape(node).bits; }

  [[nodiscard]] std::string name_of(std::string name) const {
    const std::string prefix = module_ + ".";
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
    std::string plain;
    for (const char c : name) {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
        plain += c;
      } else {
        plain += c == '.' ? "_" : fmt::format("_{:02x}_", static_cast<unsigned char>(c));
      }
    }
    return plain;
  }

  // Signals that an assignment outside of processes drives.
  void find_wires(const Node& node) {
    for (const Node child : node.children()) {
      const std::string_view tag = child.name();
      if (tag == "contassign" || tag == "assignalias") {
        const std::vector<Node> sides = children(child);
        note_wires(sides.at(1));
      } else {
        find_wires(child);
      }
    }
  }
  void note_wires(const Node& target) {
    const std::string_view tag = target.name();
    if (tag == "varref") {
      wires_.insert(name_of(target.attribute("name").value()));
    } else if (tag == "concat") {
      for (const Node part : target.children()) note_wires(part);
    } else {
      note_wires(target.first_child());
    }
  }

  void declare(const Node& node, std::string& text) {
    for (const Node child : node.children()) {
      if (std::string_view(child.name()) != "var") {
        declare(child, text);
        continue;
      }
      const std::string given = child.attribute("name").value();
      const std::string name = name_of(given);
      if (!declared_.insert(name).second) continue;
      const Shape of = shape(child);
      if (of.bits == 0) continue;  // a text
      const std::string_view direction = child.attribute("dir").value();
      const bool port = !direction.empty() && std::ranges::find(ports_, given) != ports_.end();
      const bool wire = wires_.contains(name) || (port && direction == "input");
      text += fmt::format("{}{} [{}:0] {}", port ? fmt::format("{} ", direction) : "", wire ? "wire" : "reg",
                          of.bits - 1, name);
      for (const Range& array : of.arrays)
        text += fmt::format("[{}:{}]", array.lowest, array.lowest + array.size - 1);
      const Node value = child.child("const");
      if (value && of.arrays.empty() && !wire) text += " = " + verilog(constant(value), '0');
      text += ";\n";
      const Node values = child.child("initarray");
      if (values && !of.arrays.empty()) {
        text += "initial begin\n";
        each_element(of, values, [&](std::int64_t i, const Node& element) {
          text += fmt::format("{}[{}] = {};\n", name, i, expression(element));
        });
        text += "end\n";
      }
    }
  }

  template <class Do>
  void each_element(const Shape& of, const Node& values, Do act) const {
    std::map<std::int64_t, Node> stated;
    Node other;
    for (const Node item : values.children()) {
      if (std::string_view(item.name()) == "inititem") {
        stated[item.attribute("index").as_llong()] = item.first_child();
      } else {
        other = item;
      }
    }
    for (std::int64_t i = 0; i < of.arrays.front().size; ++i) {
      const auto it = stated.find(i);
      if (it != stated.end()) {
        act(i + of.arrays.front().lowest, it->second);
      } else if (other) {
        act(i + of.arrays.front().lowest, other);
      }
    }
  }

  // A call of a helper function, written out once, for operations without an operator.
  std::string call(const std::string& name, const std::string& function, const std::string& arguments) {
    functions_.emplace(name, function);
    return fmt::format("{}({})", name, arguments);
  }

  std::string wildcard(const Node& node, const std::vector<Node>& sides, std::string_view operation) {
    const Constant value = constant(sides.at(1));
    if (!has_unknown(value))
      return fmt::format("({} {} {})", expression(sides[0]), operation, verilog(value, '0'));
    if (value.base != 'b') fail(node, "a wildcard in hexadecimal");
    std::string mask = value.digits;
    for (char& digit : mask) digit = digit == '0' || digit == '1' ? '1' : '0';
    return fmt::format("(({0} & {1}'b{2}) {3} {4})", expression(sides[0]), value.bits, mask, operation,
                       verilog(value, '0'));
  }

  std::string expression(const Node& node) {
    const std::string_view tag = node.name();
    const std::vector<Node> sides = children(node);
    const auto side = [&](std::size_t i) { return expression(sides.at(i)); };
    if (tag == "varref") return name_of(node.attribute("name").value());
    if (tag == "const") return verilog(constant(node), '0');
    if (tag == "eqwild" || tag == "neqwild") return wildcard(node, sides, kBinary.at(tag));
    if (tag == "shiftrs") {
      const std::int64_t width = bits(node);
      return call(fmt::format("weir_sra_{}", width),
                  fmt::format("function [{0}:0] weir_sra_{1}(input signed [{0}:0] x, input [31:0] by); "
                              "weir_sra_{1} = x >>> by; endfunction",
                              width - 1, width),
                  side(0) + ", " + side(1));
    }
    if (const auto op = kBinary.find(tag); op != kBinary.end()) {
      const auto operand = [&](std::size_t i) {
        return kSigned.contains(tag) ? fmt::format("$signed({})", side(i)) : side(i);
      };
      return fmt::format("({} {} {})", operand(0), op->second, operand(1));
    }
    if (const auto op = kUnary.find(tag); op != kUnary.end())
      return fmt::format("({}{})", op->second, side(0));
    if (tag == "cond") return fmt::format("({} ? {} : {})", side(0), side(1), side(2));
    if (tag == "concat") {
      std::string parts;
      for (std::size_t i = 0; i < sides.size(); ++i) parts += (i == 0 ? "" : ", ") + side(i);
      return "{" + parts + "}";
    }
    if (tag == "replicate") return fmt::format("{{{}{{{}}}}}", number(sides.at(1)), side(0));
    if (tag == "extend" || tag == "extends") {
      const std::int64_t to = bits(node);
      const std::int64_t from = bits(sides.at(0));
      if (to == from) return side(0);
      if (tag == "extend") return fmt::format("{{{}'b0, {}}}", to - from, side(0));
      return call(fmt::format("weir_extend_{}_{}", from, to),
                  fmt::format("function [{0}:0] weir_extend_{1}_{2}(input [{3}:0] x); weir_extend_{1}_{2} = "
                              "{{{{{4}{{x[{3}]}}}}, x}}; endfunction",
                              to - 1, from, to, from - 1, to - from),
                  side(0));
    }
    if (tag == "sel") {
      const Node from = sides.at(0);
      const std::string_view kind = from.name();
      const std::int64_t width = number(sides.at(2));
      const bool fixed = std::string_view(sides.at(1).name()) == "const";
      if (bits(from) == width) return side(0);
      if ((kind == "varref" || kind == "arraysel") && bits(from) > 1)
        return fmt::format("{}[{} +: {}]", side(0), fixed ? fmt::format("{}", number(sides[1])) : side(1),
                           width);
      return call(fmt::format("weir_part_{}_{}", bits(from), width),
                  fmt::format("function [{0}:0] weir_part_{1}_{2}(input [{3}:0] x, input [31:0] at); "
                              "weir_part_{1}_{2} = x >> at; endfunction",
                              width - 1, bits(from), width, bits(from) - 1),
                  side(0) + ", " + side(1));
    }
    if (tag == "arraysel") return fmt::format("{}[{}]", side(0), side(1));
    if (tag == "countones") {
      std::string sum;
      const std::int64_t width = bits(sides.at(0));
      const std::int64_t to = bits(node);
      for (std::int64_t i = 0; i < width; ++i)
        sum += fmt::format("{}{{{}'b0, x[{}]}}", i == 0 ? "" : " + ", to - 1, i);
      return call(
          fmt::format("weir_ones_{}_{}", width, to),
          fmt::format(
              "function [{0}:0] weir_ones_{1}_{2}(input [{3}:0] x); weir_ones_{1}_{2} = {4}; endfunction",
              to - 1, width, to, width - 1, sum),
          side(0));
    }
    if (tag == "onehot" || tag == "onehot0") {
      const std::int64_t width = bits(sides.at(0));
      return call(fmt::format("weir_{}_{}", tag, width),
                  fmt::format("function weir_{1}_{0}(input [{2}:0] x); weir_{1}_{0} = {3}((x & (x - {0}'d1)) "
                              "== 0); endfunction",
                              width, tag, width - 1, tag == "onehot" ? "(x != 0) && " : ""),
                  side(0));
    }
    fail(node, fmt::format("expression <{}>", tag));
  }

  std::string element(const Node& node, std::int64_t i) {
    const std::string_view tag = node.name();
    const std::vector<Node> sides = children(node);
    if (tag == "slicesel") return fmt::format("{}[{}]", expression(sides.at(0)), number(sides.at(1)) + i);
    if (tag == "cond")
      return fmt::format("({} ? {} : {})", expression(sides.at(0)), element(sides.at(1), i),
                         element(sides.at(2), i));
    if (tag != "varref" && tag != "arraysel") fail(node, fmt::format("an array of <{}>", tag));
    return fmt::format("{}[{}]", expression(node), shape(node).arrays.at(0).lowest + i);
  }

  std::string assignment(const Node& node, std::string_view operation, std::string_view before) {
    const std::vector<Node> sides = children(node);
    const Node from = sides.at(0);
    const Node to = sides.at(1);
    const Shape of = to.attribute("dtype_id").empty() ? Shape{} : shape(to);
    if (of.arrays.empty())
      return fmt::format("{}{} {} {};\n", before, expression(to), operation, expression(from));
    if (of.arrays.size() > 1) fail(node, "an assignment of arrays of arrays");
    std::string text;
    const std::string_view kind = from.name();
    if (kind == "initarray") {
      each_element(of, from, [&](std::int64_t i, const Node& value) {
        text += fmt::format("{}{}[{}] {} {};\n", before, expression(to), i, operation, expression(value));
      });
      return text;
    }
    for (std::int64_t i = 0; i < of.arrays[0].size; ++i)
      text += fmt::format("{}{} {} {};\n", before, element(to, i), operation,
                          kind == "const" ? expression(from) : element(from, i));
    return text;
  }

  // The variable that is assigned to as a whole; "" if there is none.
  static std::string assigned(const Node& node) {
    if (std::string_view(node.name()) != "assign") return "";
    const Node to = node.last_child();
    return std::string_view(to.name()) == "varref" ? to.attribute("name").value() : "";
  }

  // The parts of a loop: what is held before each pass, and what is done.
  struct Loop {
    Node condition;
    std::vector<Node> body;
  };
  [[nodiscard]] Loop loop(const Node& node) const {
    Loop found;
    std::vector<Node> parts = children(node);
    if (!parts.empty() && std::string_view(parts[0].name()) == "begin" && !parts[0].first_child())
      parts.erase(parts.begin());
    if (parts.empty()) fail(node, "a loop");
    found.condition = std::string_view(parts[0].name()) == "begin" ? parts[0].first_child() : parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (std::string_view(parts[i].name()) == "begin") {
        for (const Node inner : parts[i].children()) found.body.push_back(inner);
      } else {
        found.body.push_back(parts[i]);
      }
    }
    return found;
  }

  std::string sequence(const std::vector<Node>& nodes) {
    std::string text;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const bool loops = i + 1 < nodes.size() && std::string_view(nodes[i + 1].name()) == "while";
      if (!loops) {
        text += statement(nodes[i]);
        continue;
      }
      Loop of = loop(nodes[i + 1]);
      const std::string variable = assigned(nodes[i]);
      if (variable.empty() || of.body.empty() || assigned(of.body.back()) != variable)
        fail(nodes[i + 1], "a loop that does not count");
      const Node step = of.body.back();
      of.body.pop_back();
      const std::string name = name_of(variable);
      text += fmt::format("for ({0} = {1}; {2}; {0} = {3}) begin\n{4}end\n", name,
                          expression(nodes[i].first_child()), expression(of.condition),
                          expression(step.first_child()), sequence(of.body));
      ++i;
    }
    return text;
  }

  std::string statement(const Node& node) {
    const std::string_view tag = node.name();
    const std::vector<Node> parts = children(node);
    if (tag == "begin") return "begin\n" + sequence(parts) + "end\n";
    if (tag == "assigndly") return assignment(node, "<=", "");
    if (tag == "assign") return assignment(node, "=", "");
    if (kSilent.contains(tag)) return ";\n";
    if (tag == "if") {
      std::string text = fmt::format("if ({}) begin\n", expression(parts.at(0)));
      if (parts.size() > 1) text += sequence({parts[1]});
      text += "end\n";
      if (parts.size() > 2) text += "else begin\n" + sequence({parts[2]}) + "end\n";
      return text;
    }
    if (tag == "case") return choice(parts);
    fail(node, fmt::format("statement <{}>", tag));
  }

  std::string choice(const std::vector<Node>& parts) {
    static const std::set<std::string_view> kStatements{"begin", "assign", "assigndly",
                                                        "if",    "case",   "while"};
    bool wild = false;
    std::string items;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      std::string values;
      std::vector<Node> body;
      for (const Node part : parts[i].children()) {
        const std::string_view tag = part.name();
        if (!body.empty() || kStatements.contains(tag) || kSilent.contains(tag)) {
          body.push_back(part);
          continue;
        }
        const bool fixed = tag == "const";
        wild |= fixed && has_unknown(constant(part));
        values += (values.empty() ? "" : ", ") + (fixed ? verilog(constant(part), '?') : expression(part));
      }
      items += fmt::format("{}: begin\n{}end\n", values.empty() ? "default" : values, sequence(body));
    }
    return fmt::format("{} ({})\n{}endcase\n", wild ? "casez" : "case", expression(parts.at(0)), items);
  }

  std::string item_text(const Node& node) {
    static const std::set<std::string_view> kNothing{"varscope", "var", "scope", "cfunc"};
    const std::string_view tag = node.name();
    const std::vector<Node> parts = children(node);
    if (kNothing.contains(tag)) return "";
    if (tag == "contassign" || tag == "assignalias") {
      if (expression_or_empty(parts.at(0)) == expression_or_empty(parts.at(1)) &&
          shape(parts[1]).arrays.empty())
        return "";
      return assignment(node, "=", "assign ");
    }
    if (tag == "initial" || tag == "initialstatic") return "initial begin\n" + sequence(parts) + "end\n";
    if (tag == "always") {
      std::string edges;
      std::vector<Node> body;
      for (const Node part : parts) {
        if (std::string_view(part.name()) != "sentree") {
          body.push_back(part);
          continue;
        }
        for (const Node item : part.children("senitem")) {
          const std::string_view edge = item.attribute("edgeType").value();
          if (edge != "POS" && edge != "NEG") continue;
          edges += fmt::format("{}{} {}", edges.empty() ? "" : " or ", edge == "POS" ? "posedge" : "negedge",
                               expression(item.first_child()));
        }
      }
      return fmt::format("always @({}) begin\n{}end\n", edges.empty() ? "*" : edges, sequence(body));
    }
    if (kSilent.contains(tag)) return "";
    fail(node, fmt::format("item <{}>", tag));
  }
  std::string expression_or_empty(const Node& node) {
    const std::string_view tag = node.name();
    return tag == "varref" ? name_of(node.attribute("name").value())
                           : std::string(tag) + fmt::format("@{}", node.hash_value());
  }

  std::string module_;
  Node top_;
  std::map<std::string, std::string> files_;
  std::unordered_map<std::string, Node> types_;
  std::vector<std::string> ports_;
  std::set<std::string> wires_;
  std::set<std::string> declared_;
  std::map<std::string, std::string> functions_;
};

}  // namespace

std::string to_verilog(const std::filesystem::path& tree, const std::string& module) {
  pugi::xml_document document;
  if (const pugi::xml_parse_result result = document.load_file(tree.c_str()); !result)
    throw ToolFailure(fmt::format("{}: not what Verilator writes: {}", tree.string(), result.description()));
  return Writer(document, module).text();
}

}  // namespace weir::skeleton
