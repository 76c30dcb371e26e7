// The last part of a layer of products, shared by weir_mvtu and weir_vvtu: it accumulates sums, and writes the result of the
// last one, through thresholds if there are any. It holds the layer's credits and its output queue.
//
// Parameters: Pe >= 1 rows at once, for each of Mmv >= 1 vectors, which share their thresholds; Folds >= 1 groups of Pe rows,
//   which come in turn and have one word of ThresholdFile each; SumBits 1..AccBits, the width of a sum in two's complement;
//   AccBits 1..57; Steps thresholds a row. weir_threshold_count states OutBits, OutBias and ThresholdBits > AccBits. If Steps
//   is 0, the output is the low OutBits <= AccBits bits of the accumulators.
// Packing: row p of vector m is in lane m * Pe + p, and lane l starts at bit l * width. Threshold (p, k) is in lane
//   p * Steps + k of a word of ThresholdFile.
// Latency: an iteration's sums_i come with valid_i in the cycle after its issue. If the iteration is the last of its group,
//   take_i is high in the cycle of its issue, and last_i with its sums. The beat is offered 2 cycles after its sums, or 3 with
//   thresholds, so that the layer has L = 3 or 4. II = 1.
// Buffering: the accumulators and an output queue of L + 1 beats.
// Does NOT: saturate: sums are taken modulo 2 ** AccBits.
// Combinational paths: none between handshakes.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_accumulate #(
    parameter int Pe = 0,
    parameter int Folds = 0,
    parameter int SumBits = 0,
    parameter int AccBits = 0,
    parameter int OutBits = 0,
    parameter int Steps = 0,
    parameter signed OutBias = 0,
    parameter int ThresholdBits = AccBits + 1,
    parameter     ThresholdFile = "",
    parameter int Mmv = 1
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  logic                      take_i,
    output logic                      credit_o,
    input  logic [Mmv*Pe*SumBits-1:0] sums_i,
    input  logic                      valid_i,
    input  logic                      first_i,
    input  logic                      last_i,
    output logic [Mmv*Pe*OutBits-1:0] m_out_data_o,
    output logic                      m_out_valid_o,
    input  logic                      m_out_ready_i
);
`ifndef __ICARUS__
  if (Pe < 1) $error("weir_accumulate: Pe is %0d, must be at least 1", Pe);
  if (Mmv < 1) $error("weir_accumulate: Mmv is %0d, must be at least 1", Mmv);
  if (AccBits < 1 || AccBits > 57) $error("weir_accumulate: AccBits is %0d, must be 1 to 57", AccBits);
  if (SumBits < 1 || SumBits > AccBits)
    $error("weir_accumulate: SumBits is %0d, must be 1 to AccBits, which is %0d", SumBits, AccBits);
  if (Steps < 0) $error("weir_accumulate: Steps is %0d, must be at least 0", Steps);
  if (Steps == 0 && (OutBits < 1 || OutBits > AccBits))
    $error("weir_accumulate: OutBits is %0d without thresholds, must be 1 to AccBits, which is %0d", OutBits, AccBits);
`endif

  localparam int Lanes = Mmv * Pe;

  logic valid2_q, first2_q, last2_q;
  logic [Lanes*SumBits-1:0] sums_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid2_q <= 1'b0;
    else valid2_q <= valid_i;
    if (valid_i) begin
      sums_q <= sums_i;
      first2_q <= first_i;
      last2_q <= last_i;
    end
  end

  // Stage 3: accumulators.
  logic [Lanes*AccBits-1:0] accumulators, accumulators_q;

  always_comb begin
    accumulators = accumulators_q;
    if (valid2_q) begin
      for (int p = 0; p < Lanes; p++) begin
        accumulators[p*AccBits+:AccBits] = (first2_q ? '0 : accumulators_q[p*AccBits+:AccBits]) +
                                           AccBits'($signed(sums_q[p*SumBits+:SumBits]));
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid2_q) accumulators_q <= accumulators;
  end

  // Output: thresholds, or the accumulators themselves.
  logic [Lanes*OutBits-1:0] codes;
  logic codes_valid;

  if (Steps > 0) begin : gen_thresholds
    logic valid3_q;
    logic [Pe*Steps*ThresholdBits-1:0] thresholds;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) valid3_q <= 1'b0;
      else valid3_q <= valid2_q && last2_q;
    end
    assign codes_valid = valid3_q;

    weir_rom #(
        .Width(Pe * Steps * ThresholdBits),
        .Depth(Folds),
        .File(ThresholdFile)
    ) u_thresholds (
        .clk_i(clk_i),
        .rst_ni(rst_ni),
        .next_i(valid2_q && last2_q),
        .data_o(thresholds)
    );
    weir_threshold_count #(
        .Pe(Lanes),
        .Steps(Steps),
        .ValueBits(AccBits),
        .ThresholdBits(ThresholdBits),
        .OutBits(OutBits),
        .OutBias(OutBias)
    ) u_count (
        .enable_i(valid3_q),
        .values_i(accumulators_q),
        .thresholds_i({Mmv{thresholds}}),
        .codes_o(codes)
    );
  end else begin : gen_accumulators
    assign codes_valid = valid2_q && last2_q;
    always_comb begin
      for (int p = 0; p < Lanes; p++) codes[p*OutBits+:OutBits] = accumulators[p*AccBits+:OutBits];
    end
  end

  weir_output_queue #(
      .Width(Lanes * OutBits),
      .Latency(Steps > 0 ? 4 : 3)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(take_i),
      .credit_o(credit_o),
      .s_data_i(codes),
      .s_valid_i(codes_valid),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );
endmodule
// verilator lint_on WIDTHCONCAT
