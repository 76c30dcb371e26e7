// Vector-vector-threshold unit: multiplies each channel's window by that channel's weights (depthwise convolution). It repeats
// forever: for cf < Channels / Pe, for kf < Kernel / Simd, one iteration reads a beat, multiplies Simd positions of each of Pe
// channels (position kf * Simd + s, channel cf * Pe + p) by their weights and accumulates; the last kf writes a beat of Pe
// elements.
//
// Parameters: Channels a multiple of Pe, Kernel of Simd; InputBits, WeightBits 1..56; InputKind, WeightKind 0 unsigned, 1 two's
//   complement (also for ternary), 2 bipolar (1 bit, 1 for +1); AccBits 1..57, two's complement, wide enough for every sum;
//   Steps thresholds a channel: weir_threshold_count states OutBits, OutBias and ThresholdBits > AccBits. If Steps is 0, the
//   output is the low OutBits <= AccBits bits of the accumulators. WeightsStreamed: each iteration reads a weight beat;
//   otherwise s_weights_data_i is 1 bit wide and the s_weights_* inputs are ignored.
// Packing: position s of channel p is in lane s * Pe + p of an input beat, channel p in lane p of an output beat. Weight (p, s)
//   is in lane p * Simd + s of a weight beat, or of a word of WeightFile, which has one word for each (cf, kf). Threshold
//   (p, k) is in lane p * Steps + k of a word of ThresholdFile, which has one word for each cf.
// Latency L = 3, or 4 with thresholds; II = 1, across channels and windows. Buffering: an output queue of L + 1 beats.
// Does NOT: know how many windows a frame has, or saturate: sums are taken modulo 2 ** AccBits.
// Combinational paths: s_in_ready_o depends on s_weights_valid_i, s_weights_ready_o on s_in_valid_i, issue_o on both; the other
//   outputs depend on registers alone.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_vvtu #(
    parameter int Channels = 0,
    parameter int Kernel = 0,
    parameter int Pe = 0,
    parameter int Simd = 0,
    parameter int InputBits = 0,
    parameter int InputKind = -1,
    parameter int WeightBits = 0,
    parameter int WeightKind = -1,
    parameter int AccBits = 0,
    parameter int OutBits = 0,
    parameter int Steps = 0,
    parameter signed OutBias = 0,
    parameter int ThresholdBits = AccBits + 1,
    parameter     WeightFile = "",
    parameter     ThresholdFile = "",
    parameter bit WeightsStreamed = 1'b0
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  logic [Simd*Pe*InputBits-1:0] s_in_data_i,
    input  logic                         s_in_valid_i,
    output logic                         s_in_ready_o,
    input  logic [(WeightsStreamed ? Pe * Simd * WeightBits : 1)-1:0] s_weights_data_i,
    input  logic                         s_weights_valid_i,
    output logic                         s_weights_ready_o,
    output logic [       Pe*OutBits-1:0] m_out_data_o,
    output logic                         m_out_valid_o,
    input  logic                         m_out_ready_i,
    output logic                         issue_o,
    output logic                         blocked_o
);
`ifndef __ICARUS__
  if (Pe < 1 || Channels < 1 || Channels % Pe != 0)
    $error("weir_vvtu: Channels is %0d, must be a multiple of Pe, which is %0d", Channels, Pe);
  if (Simd < 1 || Kernel < 1 || Kernel % Simd != 0)
    $error("weir_vvtu: Kernel is %0d, must be a multiple of Simd, which is %0d", Kernel, Simd);
  if (InputKind < 0 || InputKind > 2) $error("weir_vvtu: InputKind is %0d, must be 0 to 2", InputKind);
  if (WeightKind < 0 || WeightKind > 2) $error("weir_vvtu: WeightKind is %0d, must be 0 to 2", WeightKind);
  if (InputBits < 1 || InputBits > 56 || (InputKind == 2 && InputBits != 1))
    $error("weir_vvtu: InputBits is %0d, must be 1 to 56, and 1 for InputKind 2 (it is %0d)", InputBits, InputKind);
  if (WeightBits < 1 || WeightBits > 56 || (WeightKind == 2 && WeightBits != 1))
    $error("weir_vvtu: WeightBits is %0d, must be 1 to 56, and 1 for WeightKind 2 (it is %0d)", WeightBits, WeightKind);
  if (AccBits < 1 || AccBits > 57) $error("weir_vvtu: AccBits is %0d, must be 1 to 57", AccBits);
  if (Steps < 0) $error("weir_vvtu: Steps is %0d, must be at least 0", Steps);
  if (Steps == 0 && (OutBits < 1 || OutBits > AccBits))
    $error("weir_vvtu: OutBits is %0d without thresholds, must be 1 to AccBits, which is %0d", OutBits, AccBits);
`endif

  localparam int ChannelFolds = Channels / Pe;
  localparam int KernelFolds = Kernel / Simd;
  localparam int KfBits = KernelFolds > 1 ? $clog2(KernelFolds) : 1;

  // Bits that hold the sum of one iteration's products; the accumulators need no more than AccBits.
  localparam int FullBits = InputBits + WeightBits + $clog2(Simd) + 1;
  localparam int SumBits = FullBits < AccBits ? FullBits : AccBits;
  // Bits to calculate with: the widest of the operands and the result.
  localparam int OperandBits = InputBits > WeightBits ? InputBits : WeightBits;
  localparam int WidestBits = SumBits > OperandBits ? SumBits : OperandBits;
  localparam int WorkBits = WidestBits > 32 ? WidestBits : 32;

  // The current iteration, and its issue.
  logic [KfBits-1:0] kf_q;
  logic writes, issue, credit;

  assign writes = kf_q == KfBits'(KernelFolds - 1);
  assign s_in_ready_o = (!WeightsStreamed || s_weights_valid_i) && (!writes || credit);
  assign s_weights_ready_o = WeightsStreamed && s_in_valid_i && (!writes || credit);
  assign issue = s_in_valid_i && (!WeightsStreamed || s_weights_valid_i) && (!writes || credit);
  assign issue_o = issue;
  assign blocked_o = writes && !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) kf_q <= '0;
    else if (issue) kf_q <= writes ? '0 : kf_q + 1'b1;
  end

  // Stage 1: operands.
  logic valid1_q, first1_q, last1_q;
  logic [Simd*Pe*InputBits-1:0] in_q;
  logic [Pe*Simd*WeightBits-1:0] weights;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid1_q <= 1'b0;
    else valid1_q <= issue;
    if (issue) begin
      in_q <= s_in_data_i;
      first1_q <= kf_q == '0;
      last1_q <= writes;
    end
  end

  if (WeightsStreamed) begin : gen_streamed
    logic [Pe*Simd*WeightBits-1:0] weights_q;
    assign weights = weights_q;
    always_ff @(posedge clk_i) begin
      if (issue) weights_q <= s_weights_data_i;
    end
  end else begin : gen_embedded
    // verilator lint_off UNUSEDSIGNAL
    logic unused;  // there is no weight stream
    // verilator lint_on UNUSEDSIGNAL
    assign unused = &{1'b0, s_weights_valid_i, s_weights_data_i};
    weir_rom #(
        .Width(Pe * Simd * WeightBits),
        .Depth(ChannelFolds * KernelFolds),
        .File(WeightFile)
    ) u_weights (
        .clk_i(clk_i),
        .rst_ni(rst_ni),
        .next_i(issue),
        .data_o(weights)
    );
  end

  // Stage 2: the sum of Simd products for each of the Pe channels. It computes only for a valid stage, to save the simulator
  // work.
  function automatic logic signed [WorkBits-1:0] input_value(input logic [InputBits-1:0] code);
    if (InputKind == 2) input_value = code[0] ? WorkBits'(1) : -WorkBits'(1);
    else if (InputKind == 1) input_value = WorkBits'($signed(code));
    else input_value = WorkBits'(code);
  endfunction
  function automatic logic signed [WorkBits-1:0] weight_value(input logic [WeightBits-1:0] code);
    if (WeightKind == 2) weight_value = code[0] ? WorkBits'(1) : -WorkBits'(1);
    else if (WeightKind == 1) weight_value = WorkBits'($signed(code));
    else weight_value = WorkBits'(code);
  endfunction

  logic [Pe*SumBits-1:0] sums;
  logic signed [SumBits-1:0] sum;
  always_comb begin
    sums = '0;
    sum = '0;
    if (valid1_q) begin
      for (int p = 0; p < Pe; p++) begin
        sum = '0;
        for (int s = 0; s < Simd; s++) begin
          sum = sum + SumBits'(input_value(in_q[(s*Pe+p)*InputBits+:InputBits]) *
                               weight_value(weights[(p*Simd+s)*WeightBits+:WeightBits]));
        end
        sums[p*SumBits+:SumBits] = sum;
      end
    end
  end

  weir_accumulate #(
      .Pe(Pe),
      .Folds(ChannelFolds),
      .SumBits(SumBits),
      .AccBits(AccBits),
      .OutBits(OutBits),
      .Steps(Steps),
      .OutBias(OutBias),
      .ThresholdBits(ThresholdBits),
      .ThresholdFile(ThresholdFile)
  ) u_accumulate (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue && writes),
      .credit_o(credit),
      .sums_i(sums),
      .valid_i(valid1_q),
      .first_i(first1_q),
      .last_i(last1_q),
      .m_out_data_o(m_out_data_o),
      .m_out_valid_o(m_out_valid_o),
      .m_out_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
  if (WeightsStreamed) begin : gen_weights_stable
    weir_stable #(.Width($bits(s_weights_data_i))) u_s_weights_stable (
        .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_weights_data_i), .valid_i(s_weights_valid_i), .ready_i(s_weights_ready_o));
  end
`endif
endmodule
// verilator lint_on WIDTHCONCAT
