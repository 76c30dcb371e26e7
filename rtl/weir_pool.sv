// Pool: the largest value, the average or the sum of each channel's positions. It repeats forever: for k < Positions / Simd,
// for f < Folds, one iteration reads a beat of Simd positions of Pe channels; the last k writes Pe channels. Folds is 1 for
// windows in depthwise order, and Channels / Pe for a whole map, whose pixels come with all their channels.
//
// Parameters: Positions a multiple of Simd; Folds, Pe >= 1; InputBits 1..56; InputKind 0 unsigned, 1 two's complement (also for
//   ternary), 2 bipolar (1 bit, 1 for +1; Op 0 only); Op 0 the largest value (OutBits = InputBits), 1 the sum shifted right by
//   Shift bits, arithmetically, 2 the sum, 3 the sum divided by Positions, rounded towards minus infinity (OutBits >=
//   InputBits); Shift 0..55, 0 if Op is not 1; OutBits 1..56, wide enough for every result.
// Packing: position s of channel p is in lane s * Pe + p of an input beat, channel p in lane p of an output beat.
// Latency L = 2, or 3 with Op 3; II = 1, across windows and frames. Buffering: Folds accumulators of Pe channels and an output
//   queue of L + 1 beats.
// Does NOT: know how many windows a frame has, or saturate.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_pool #(
    parameter int Positions = 0,
    parameter int Folds = 0,
    parameter int Pe = 0,
    parameter int Simd = 0,
    parameter int InputBits = 0,
    parameter int InputKind = -1,
    parameter int Op = -1,
    parameter int Shift = 0,
    parameter int OutBits = 0
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  logic [Simd*Pe*InputBits-1:0] s_in_data_i,
    input  logic                         s_in_valid_i,
    output logic                         s_in_ready_o,
    output logic [       Pe*OutBits-1:0] m_out_data_o,
    output logic                         m_out_valid_o,
    input  logic                         m_out_ready_i,
    output logic                         issue_o,
    output logic                         blocked_o
);
`ifndef __ICARUS__
  if (Simd < 1 || Positions < 1 || Positions % Simd != 0)
    $error("weir_pool: Positions is %0d, must be a multiple of Simd, which is %0d", Positions, Simd);
  if (Folds < 1) $error("weir_pool: Folds is %0d, must be at least 1", Folds);
  if (Pe < 1) $error("weir_pool: Pe is %0d, must be at least 1", Pe);
  if (Op < 0 || Op > 3) $error("weir_pool: Op is %0d, must be 0 to 3", Op);
  if (InputKind < 0 || InputKind > 2 || (InputKind == 2 && Op != 0))
    $error("weir_pool: InputKind is %0d, must be 0 to 2, and not 2 unless Op, which is %0d, is 0", InputKind, Op);
  if (InputBits < 1 || InputBits > 56 || (InputKind == 2 && InputBits != 1))
    $error("weir_pool: InputBits is %0d, must be 1 to 56, and 1 for InputKind 2 (it is %0d)", InputBits, InputKind);
  if (Shift < 0 || Shift > 55 || (Op != 1 && Shift != 0))
    $error("weir_pool: Shift is %0d, must be 0 to 55, and 0 unless Op, which is %0d, is 1", Shift, Op);
  if (OutBits < 1 || OutBits > 56 || (Op == 0 && OutBits != InputBits) || (Op == 3 && OutBits < InputBits))
    $error("weir_pool: OutBits is %0d, must be 1 to 56, and InputBits, which is %0d, if Op, which is %0d, is 0, or as many if it is 3",
           OutBits, InputBits, Op);
`endif

  localparam int PositionFolds = Positions / Simd;
  localparam int PositionBits = PositionFolds > 1 ? $clog2(PositionFolds) : 1;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  // Values are two's complement; an unsigned value gets a 0 as its sign bit. The division needs unsigned values: there the
  // least value is subtracted from a signed value, which inverts its sign bit.
  localparam int ValueBits = InputBits + (InputKind == 1 && Op != 3 ? 0 : 1);
  localparam logic [InputBits-1:0] SignBit = InputKind == 1 ? InputBits'(1) << (InputBits - 1) : '0;
  localparam int AccBits = ValueBits + (Op == 0 ? 0 : $clog2(Positions));

  logic [PositionBits-1:0] position_q;
  logic [FoldBits-1:0] fold_q;
  logic last_fold, first, writes, issue, credit;

  assign last_fold = fold_q == FoldBits'(Folds - 1);
  assign first = position_q == '0;
  assign writes = position_q == PositionBits'(PositionFolds - 1);
  assign issue = s_in_valid_i && (!writes || credit);
  assign s_in_ready_o = !writes || credit;
  assign issue_o = issue;
  assign blocked_o = writes && !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      position_q <= '0;
      fold_q <= '0;
    end else if (issue) begin
      fold_q <= last_fold ? '0 : fold_q + 1'b1;
      if (last_fold) position_q <= writes ? '0 : position_q + 1'b1;
    end
  end

  // Stage 1: the accumulators, and what follows from them.
  logic valid1_q, first1_q, last1_q;
  logic [FoldBits-1:0] fold1_q;
  logic [Simd*Pe*InputBits-1:0] in_q;
  logic [Pe*AccBits-1:0] so_far, accumulators;
  logic [Pe*AccBits-1:0] accumulators_q[0:Folds-1];
  logic [Pe*OutBits-1:0] results;
  logic results_valid;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid1_q <= 1'b0;
      last1_q <= 1'b0;
    end else begin
      valid1_q <= issue;
      last1_q <= issue && writes;
    end
    if (issue) begin
      in_q <= s_in_data_i;
      first1_q <= first;
      fold1_q <= fold_q;
    end
  end

  function automatic logic signed [AccBits-1:0] value_of(input logic [InputBits-1:0] code);
    if (Op == 3) value_of = AccBits'(code) ^ AccBits'(SignBit);
    else if (InputKind == 1) value_of = AccBits'($signed(code));
    else value_of = AccBits'(code);
  endfunction

  logic signed [AccBits-1:0] accumulator, value;
  always_comb begin
    so_far = '0;
    accumulators = '0;
    accumulator = '0;
    value = '0;
    if (valid1_q) begin
      so_far = accumulators_q[fold1_q];
      for (int p = 0; p < Pe; p++) begin
        accumulator = first1_q && Op != 0 ? '0 : so_far[p*AccBits+:AccBits];
        for (int s = 0; s < Simd; s++) begin
          value = value_of(in_q[(s*Pe+p)*InputBits+:InputBits]);
          if (Op != 0) accumulator = accumulator + value;
          else if ((first1_q && s == 0) || value > accumulator) accumulator = value;
        end
        accumulators[p*AccBits+:AccBits] = accumulator;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid1_q) accumulators_q[fold1_q] <= accumulators;
  end

  // The results, from the last accumulators.
  if (Op == 3) begin : gen_quotients
    // Stage 2 divides a sum y, of SumBits bits, by a multiplication. Let n be Positions, s be QuotientShift and Factor be (2 **
    // s + e) / n with 0 <= e < n. Then y * Factor / 2 ** s is y / n + (e * y / 2 ** s) / n. As e * y < 2 ** s, this exceeds y /
    // n by less than 1 / n, so that both have the same integer part.
    localparam int SumBits = InputBits + $clog2(Positions);
    localparam int QuotientShift = SumBits + $clog2(Positions);
    localparam int FactorBits = SumBits + 2;
    localparam int ProductBits = SumBits + FactorBits;
    localparam logic [QuotientShift+1:0] Power = (QuotientShift + 2)'(1) << QuotientShift;
    localparam logic [FactorBits-1:0] Factor =
        FactorBits'((Power - 1'b1) / (QuotientShift + 2)'(Positions)) + 1'b1;
    logic last2_q;
    logic [Pe*AccBits-1:0] sums_q;
    logic [InputBits-1:0] code;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) last2_q <= 1'b0;
      else last2_q <= last1_q;
      if (last1_q) sums_q <= accumulators;
    end

    assign results_valid = last2_q;
    always_comb begin
      results = '0;
      code = '0;
      if (last2_q) begin
        for (int p = 0; p < Pe; p++) begin
          code = InputBits'(ProductBits'(sums_q[p*AccBits+:SumBits]) * ProductBits'(Factor) >> QuotientShift) ^ SignBit;
          results[p*OutBits+:OutBits] = InputKind == 1 ? OutBits'($signed(code)) : OutBits'(code);
        end
      end
    end
  end else begin : gen_shifted
    localparam int ResultBits = AccBits > OutBits ? AccBits : OutBits;
    logic signed [ResultBits-1:0] result;

    assign results_valid = last1_q;
    always_comb begin
      results = '0;
      result = '0;
      if (last1_q) begin
        for (int p = 0; p < Pe; p++) begin
          result = ResultBits'($signed(accumulators[p*AccBits+:AccBits]));
          result = result >>> Shift;
          results[p*OutBits+:OutBits] = OutBits'(result);
        end
      end
    end
  end

  weir_output_queue #(
      .Width(Pe * OutBits),
      .Latency(Op == 3 ? 3 : 2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue && writes),
      .credit_o(credit),
      .s_data_i(results),
      .s_valid_i(results_valid),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule
// verilator lint_on WIDTHCONCAT
