// Joins two streams element by element: a + b (Op 0), a - b (Op 1), |a - b| (Op 2) or a * b (Op 3). It repeats forever: one
// iteration reads a beat of Pe elements from both inputs and writes one. The input that Vector names, if any, sends one vector
// of Folds beats for every Pixels pixels of the other input: for each of Pixels pixels, for f < Folds, an iteration of the
// first pixel reads both inputs. An iteration of a later pixel reads the other input alone, and takes beat f of the vector from
// a buffer.
//
// Parameters: Pe >= 1; Op 0..3; ABits, BBits 1..56; AKind, BKind 0 unsigned, 1 two's complement (also for ternary), 2 bipolar
//   (1 bit, 1 for +1); OutBits 1..56, the low bits of the result; Vector 0 none, 1 a, 2 b; Folds, Pixels >= 1, ignored if
//   Vector is 0.
// Packing: element p of a beat starts at bit p * ABits (BBits, OutBits).
// Latency L = 2, II = 1. Buffering: an output queue of L + 1 beats; the Folds beats of a vector.
// Does NOT: saturate: OutBits should hold every result.
// Combinational paths: s_a_ready_o depends on s_b_valid_i, s_b_ready_o on s_a_valid_i, issue_o on both; blocked_o depends on
//   registers alone.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_eltwise #(
    parameter int Pe = 0,
    parameter int Op = -1,
    parameter int ABits = 0,
    parameter int AKind = -1,
    parameter int BBits = 0,
    parameter int BKind = -1,
    parameter int OutBits = 0,
    parameter int Vector = 0,
    parameter int Folds = 1,
    parameter int Pixels = 1
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  logic [  Pe*ABits-1:0] s_a_data_i,
    input  logic                  s_a_valid_i,
    output logic                  s_a_ready_o,
    input  logic [  Pe*BBits-1:0] s_b_data_i,
    input  logic                  s_b_valid_i,
    output logic                  s_b_ready_o,
    output logic [Pe*OutBits-1:0] m_out_data_o,
    output logic                  m_out_valid_o,
    input  logic                  m_out_ready_i,
    output logic                  issue_o,
    output logic                  blocked_o
);
`ifndef __ICARUS__
  if (Pe < 1) $error("weir_eltwise: Pe is %0d, must be at least 1", Pe);
  if (Op < 0 || Op > 3) $error("weir_eltwise: Op is %0d, must be 0 to 3", Op);
  if (AKind < 0 || AKind > 2) $error("weir_eltwise: AKind is %0d, must be 0 to 2", AKind);
  if (BKind < 0 || BKind > 2) $error("weir_eltwise: BKind is %0d, must be 0 to 2", BKind);
  if (ABits < 1 || ABits > 56 || (AKind == 2 && ABits != 1))
    $error("weir_eltwise: ABits is %0d, must be 1 to 56, and 1 for AKind 2 (it is %0d)", ABits, AKind);
  if (BBits < 1 || BBits > 56 || (BKind == 2 && BBits != 1))
    $error("weir_eltwise: BBits is %0d, must be 1 to 56, and 1 for BKind 2 (it is %0d)", BBits, BKind);
  if (OutBits < 1 || OutBits > 56) $error("weir_eltwise: OutBits is %0d, must be 1 to 56", OutBits);

  if (Vector < 0 || Vector > 2) $error("weir_eltwise: Vector is %0d, must be 0 to 2", Vector);
  if (Folds < 1) $error("weir_eltwise: Folds is %0d, must be at least 1", Folds);
  if (Pixels < 1) $error("weir_eltwise: Pixels is %0d, must be at least 1", Pixels);
`endif

  // The operands' common width, in two's complement, holds the difference of any two values. A product only needs its low
  // OutBits bits.
  localparam int OperandBits = ABits > BBits ? ABits : BBits;
  localparam int WorkBits = OutBits > OperandBits + 2 ? OutBits : OperandBits + 2;

  function automatic logic signed [WorkBits-1:0] a_value(input logic [ABits-1:0] code);
    if (AKind == 2) a_value = code[0] ? WorkBits'(1) : -WorkBits'(1);
    else if (AKind == 1) a_value = WorkBits'($signed(code));
    else a_value = WorkBits'(code);
  endfunction
  function automatic logic signed [WorkBits-1:0] b_value(input logic [BBits-1:0] code);
    if (BKind == 2) b_value = code[0] ? WorkBits'(1) : -WorkBits'(1);
    else if (BKind == 1) b_value = WorkBits'($signed(code));
    else b_value = WorkBits'(code);
  endfunction

  logic issue, credit, valid_q;
  logic [Pe*ABits-1:0] a_q;
  logic [Pe*BBits-1:0] b_q;
  logic [Pe*OutBits-1:0] results;
  logic signed [WorkBits-1:0] a, b, result;

  // Which inputs the current iteration reads.
  logic reads_a, reads_b;

  assign issue = (!reads_a || s_a_valid_i) && (!reads_b || s_b_valid_i) && credit;
  assign s_a_ready_o = reads_a && (!reads_b || s_b_valid_i) && credit;
  assign s_b_ready_o = reads_b && (!reads_a || s_a_valid_i) && credit;
  assign issue_o = issue;
  assign blocked_o = !credit;

  if (Vector == 0) begin : gen_no_vector
    assign reads_a = 1'b1;
    assign reads_b = 1'b1;
    always_ff @(posedge clk_i) begin
      if (issue) begin
        a_q <= s_a_data_i;
        b_q <= s_b_data_i;
      end
    end
  end else begin : gen_vector
    localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
    localparam int PixelBits = Pixels > 1 ? $clog2(Pixels) : 1;
    localparam int Bits = Vector == 1 ? ABits : BBits;
    logic [FoldBits-1:0] fold_q;
    logic [PixelBits-1:0] pixel_q;
    logic first, last_fold;
    logic [Pe*Bits-1:0] kept_q[0:Folds-1];

    assign first = pixel_q == '0;
    assign last_fold = fold_q == FoldBits'(Folds - 1);
    assign reads_a = Vector != 1 || first;
    assign reads_b = Vector != 2 || first;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        fold_q <= '0;
        pixel_q <= '0;
      end else if (issue) begin
        fold_q <= last_fold ? '0 : fold_q + 1'b1;
        if (last_fold) pixel_q <= pixel_q == PixelBits'(Pixels - 1) ? '0 : pixel_q + 1'b1;
      end
    end

    if (Vector == 1) begin : gen_a
      always_ff @(posedge clk_i) begin
        if (issue) begin
          if (first) kept_q[fold_q] <= s_a_data_i;
          a_q <= first ? s_a_data_i : kept_q[fold_q];
          b_q <= s_b_data_i;
        end
      end
    end else begin : gen_b
      always_ff @(posedge clk_i) begin
        if (issue) begin
          if (first) kept_q[fold_q] <= s_b_data_i;
          a_q <= s_a_data_i;
          b_q <= first ? s_b_data_i : kept_q[fold_q];
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= issue;
  end

  always_comb begin
    results = '0;
    a = '0;
    b = '0;
    result = '0;
    if (valid_q) begin
      for (int p = 0; p < Pe; p++) begin
        a = a_value(a_q[p*ABits+:ABits]);
        b = b_value(b_q[p*BBits+:BBits]);
        if (Op == 0) result = a + b;
        else if (Op == 3) result = a * b;
        else result = a - b;
        if (Op == 2 && result < 0) result = -result;
        results[p*OutBits+:OutBits] = OutBits'(result);
      end
    end
  end

  weir_output_queue #(
      .Width(Pe * OutBits),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(results),
      .s_valid_i(valid_q),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_a_data_i))) u_s_a_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_a_data_i), .valid_i(s_a_valid_i), .ready_i(s_a_ready_o));
  weir_stable #(.Width($bits(s_b_data_i))) u_s_b_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_b_data_i), .valid_i(s_b_valid_i), .ready_i(s_b_ready_o));
`endif
endmodule
// verilator lint_on WIDTHCONCAT
