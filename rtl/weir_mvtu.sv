// Matrix-vector-threshold unit. It repeats forever: for nf < Rows / Pe, for sf < Cols / Simd, one iteration multiplies Pe x
// Simd weights (row nf * Pe + p, column sf * Simd + s) by the input and accumulates; the last sf writes a beat of Pe elements.
// With Mmv > 1 an iteration multiplies the weights by Mmv vectors at once, and the beat has Pe elements of each vector.
//
// Parameters: Rows a multiple of Pe, Cols of Simd; InputBits, WeightBits 1..56; InputKind, WeightKind 0 unsigned, 1 two's
//   complement (also for ternary), 2 bipolar (1 bit, 1 for +1; bipolar times bipolar is XNOR and popcount); AccBits 1..57,
//   two's complement, wide enough for every sum; Steps thresholds a row: weir_threshold_count states OutBits, OutBias and
//   ThresholdBits > AccBits. If Steps is 0, the output is the low OutBits <= AccBits bits of the accumulators. Mmv >= 1, and 1
//   unless Pe = Rows. WeightsStreamed: each iteration reads a weight beat; otherwise s_weights_data_i is 1 bit wide and the
//   s_weights_* inputs are ignored.
// Packing: lane l of a beat starts at bit l * InputBits (OutBits on the output). Column s of vector m is in lane m * Simd + s
//   of an input beat, row p of vector m in lane m * Pe + p of an output beat. Weight (p, s) is in lane p * Simd + s of a weight
//   beat, or of a word of WeightFile, which has one word for each (nf, sf). Threshold (p, k) is in lane p * Steps + k of a word
//   of ThresholdFile, which has one word for each nf.
// Latency L = 3, or 4 with thresholds; II = 1, across rows and vectors. Buffering: the input vector, written at nf = 0 and read
//   at nf > 0 (none if Rows = Pe), and an output queue of L + 1 beats.
// Does NOT: know how many vectors a frame has, or saturate: sums are taken modulo 2 ** AccBits.
// Combinational paths: s_in_ready_o depends on s_weights_valid_i, s_weights_ready_o on s_in_valid_i, issue_o on both; the other
//   outputs depend on registers alone.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_mvtu #(
    parameter int Rows = 0,
    parameter int Cols = 0,
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
    parameter bit WeightsStreamed = 1'b0,
    parameter int Mmv = 1
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,
    input  logic [Mmv*Simd*InputBits-1:0] s_in_data_i,
    input  logic                          s_in_valid_i,
    output logic                          s_in_ready_o,
    input  logic [(WeightsStreamed ? Pe * Simd * WeightBits : 1)-1:0] s_weights_data_i,
    input  logic                          s_weights_valid_i,
    output logic                          s_weights_ready_o,
    output logic [    Mmv*Pe*OutBits-1:0] m_out_data_o,
    output logic                          m_out_valid_o,
    input  logic                          m_out_ready_i,
    output logic                          issue_o,
    output logic                          blocked_o
);
`ifndef __ICARUS__
  if (Pe < 1 || Rows < 1 || Rows % Pe != 0)
    $error("weir_mvtu: Rows is %0d, must be a multiple of Pe, which is %0d", Rows, Pe);
  if (Simd < 1 || Cols < 1 || Cols % Simd != 0)
    $error("weir_mvtu: Cols is %0d, must be a multiple of Simd, which is %0d", Cols, Simd);
  if (InputKind < 0 || InputKind > 2) $error("weir_mvtu: InputKind is %0d, must be 0 to 2", InputKind);
  if (WeightKind < 0 || WeightKind > 2) $error("weir_mvtu: WeightKind is %0d, must be 0 to 2", WeightKind);
  if (InputBits < 1 || InputBits > 56 || (InputKind == 2 && InputBits != 1))
    $error("weir_mvtu: InputBits is %0d, must be 1 to 56, and 1 for InputKind 2 (it is %0d)", InputBits, InputKind);
  if (WeightBits < 1 || WeightBits > 56 || (WeightKind == 2 && WeightBits != 1))
    $error("weir_mvtu: WeightBits is %0d, must be 1 to 56, and 1 for WeightKind 2 (it is %0d)", WeightBits, WeightKind);
  if (AccBits < 1 || AccBits > 57) $error("weir_mvtu: AccBits is %0d, must be 1 to 57", AccBits);
  if (Steps < 0) $error("weir_mvtu: Steps is %0d, must be at least 0", Steps);
  if (Steps == 0 && (OutBits < 1 || OutBits > AccBits))
    $error("weir_mvtu: OutBits is %0d without thresholds, must be 1 to AccBits, which is %0d", OutBits, AccBits);

  if (Mmv < 1 || (Mmv > 1 && Pe != Rows))
    $error("weir_mvtu: Mmv is %0d, must be at least 1, and 1 unless Pe, which is %0d, is Rows, which is %0d", Mmv, Pe, Rows);
`endif

  localparam int NeuronFolds = Rows / Pe;
  localparam int SynapseFolds = Cols / Simd;
  localparam int NfBits = NeuronFolds > 1 ? $clog2(NeuronFolds) : 1;
  localparam int SfBits = SynapseFolds > 1 ? $clog2(SynapseFolds) : 1;
  localparam int LaneBits = Simd * WeightBits;

  // Bits that hold the sum of one iteration's products; the accumulators need no more than AccBits.
  localparam int FullBits = InputBits + WeightBits + $clog2(Simd) + 1;
  localparam int SumBits = FullBits < AccBits ? FullBits : AccBits;
  // Bits to calculate with: the widest of the operands and the result.
  localparam int OperandBits = InputBits > WeightBits ? InputBits : WeightBits;
  localparam int WidestBits = SumBits > OperandBits ? SumBits : OperandBits;
  localparam int WorkBits = WidestBits > 32 ? WidestBits : 32;

  // The current iteration, and its issue.
  logic [NfBits-1:0] nf_q;
  logic [SfBits-1:0] sf_q;
  logic reads, writes, issue, credit;

  assign reads = nf_q == '0;
  assign writes = sf_q == SfBits'(SynapseFolds - 1);
  assign s_in_ready_o = reads && (!WeightsStreamed || s_weights_valid_i) && (!writes || credit);
  assign s_weights_ready_o = WeightsStreamed && (!reads || s_in_valid_i) && (!writes || credit);
  assign issue = (!reads || s_in_valid_i) && (!WeightsStreamed || s_weights_valid_i) && (!writes || credit);
  assign issue_o = issue;
  assign blocked_o = writes && !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      nf_q <= '0;
      sf_q <= '0;
    end else if (issue) begin
      sf_q <= writes ? '0 : sf_q + 1'b1;
      if (writes) nf_q <= nf_q == NfBits'(NeuronFolds - 1) ? '0 : nf_q + 1'b1;
    end
  end

  // Stage 1: operands.
  logic valid1_q, first1_q, last1_q;
  logic [Mmv*Simd*InputBits-1:0] in_q;
  logic [Pe*LaneBits-1:0] weights;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid1_q <= 1'b0;
    else valid1_q <= issue;
    first1_q <= sf_q == '0;
    last1_q <= writes;
  end

  if (NeuronFolds > 1) begin : gen_buffer
    logic [Simd*InputBits-1:0] vector_q[0:SynapseFolds-1];
    always_ff @(posedge clk_i) begin
      if (issue) begin
        if (reads) vector_q[sf_q] <= s_in_data_i;
        in_q <= reads ? s_in_data_i : vector_q[sf_q];
      end
    end
  end else begin : gen_no_buffer
    always_ff @(posedge clk_i) begin
      if (issue) in_q <= s_in_data_i;
    end
  end

  if (WeightsStreamed) begin : gen_streamed
    logic [Pe*LaneBits-1:0] weights_q;
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
        .Width(Pe * LaneBits),
        .Depth(NeuronFolds * SynapseFolds),
        .File(WeightFile)
    ) u_weights (
        .clk_i(clk_i),
        .rst_ni(rst_ni),
        .next_i(issue),
        .data_o(weights)
    );
  end

  // Stage 2: the sum of Simd products for each of the Pe rows of each vector. It computes only for a valid stage, to save the
  // simulator work.
  logic [Mmv*Pe*SumBits-1:0] sums;

  if (InputKind == 2 && WeightKind == 2) begin : gen_xnor
    logic [Simd-1:0] same;
    always_comb begin
      sums = '0;
      same = '0;
      if (valid1_q) begin
        for (int m = 0; m < Mmv; m++) begin
          for (int p = 0; p < Pe; p++) begin
            same = ~(weights[p*Simd+:Simd] ^ in_q[m*Simd+:Simd]);
            sums[(m*Pe+p)*SumBits+:SumBits] = SumBits'((32'($countones(same)) << 1) - Simd);
          end
        end
      end
    end
  end else if (InputBits * WeightBits * ((LaneBits + 31) / 32) * 2 <= Simd) begin : gen_planes
    // Narrow operands: one popcount for each pair of bit planes. Plane i of the input is spread out to the stride of the
    // weights, and a mask keeps the weights' bits of plane j. A bipolar operand x is 2 * bit - 1, so its sum is twice the sum
    // for the bit, minus the sum of the other operand. The bits are counted in a separate variable: Icarus 11 miscounts in a
    // part-select.
    localparam int Twice = InputKind == 2 || WeightKind == 2 ? 1 : 0;

    function automatic logic [LaneBits-1:0] plane_mask(input int j);
      plane_mask = {Simd{WeightBits'(1)}} << j;
    endfunction

    logic [InputBits*LaneBits-1:0] spread;
    logic [LaneBits-1:0] lane, counted;
    logic signed [WorkBits-1:0] ones, less, sum;
    always_comb begin
      sums = '0;
      spread = '0;
      lane = '0;
      counted = '0;
      ones = '0;
      less = '0;
      sum = '0;
      if (valid1_q) begin
        for (int m = 0; m < Mmv; m++) begin
          less = '0;
          for (int i = 0; i < InputBits; i++) begin
            for (int s = 0; s < Simd; s++)
              spread[i*LaneBits+s*WeightBits+:WeightBits] = {WeightBits{in_q[(m*Simd+s)*InputBits+i]}};
            counted = spread[i*LaneBits+:LaneBits];
            ones = WorkBits'($countones(counted));
            if (InputKind == 1 && i == InputBits - 1) ones = -ones;
            if (WeightKind == 2) less = less + (ones <<< i);
          end
          for (int p = 0; p < Pe; p++) begin
            lane = weights[p*LaneBits+:LaneBits];
            sum = -less;
            for (int j = 0; j < WeightBits; j++) begin
              for (int i = 0; i < InputBits; i++) begin
                counted = lane & spread[i*LaneBits+:LaneBits] & plane_mask(j);
                ones = WorkBits'($countones(counted));
                if ((InputKind == 1 && i == InputBits - 1) != (WeightKind == 1 && j == WeightBits - 1)) ones = -ones;
                sum = sum + (ones <<< (i + j + Twice));
              end
              if (InputKind == 2) begin
                counted = lane & plane_mask(j);
                ones = WorkBits'($countones(counted));
                sum = WeightKind == 1 && j == WeightBits - 1 ? sum + (ones <<< j) : sum - (ones <<< j);
              end
            end
            sums[(m*Pe+p)*SumBits+:SumBits] = SumBits'(sum);
          end
        end
      end
    end
  end else begin : gen_products
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

    logic signed [SumBits-1:0] sum;
    always_comb begin
      sums = '0;
      sum = '0;
      if (valid1_q) begin
        for (int m = 0; m < Mmv; m++) begin
          for (int p = 0; p < Pe; p++) begin
            sum = '0;
            for (int s = 0; s < Simd; s++) begin
              sum = sum + SumBits'(input_value(in_q[(m*Simd+s)*InputBits+:InputBits]) *
                                   weight_value(weights[(p*Simd+s)*WeightBits+:WeightBits]));
            end
            sums[(m*Pe+p)*SumBits+:SumBits] = sum;
          end
        end
      end
    end
  end

  weir_accumulate #(
      .Pe(Pe),
      .Folds(NeuronFolds),
      .SumBits(SumBits),
      .AccBits(AccBits),
      .OutBits(OutBits),
      .Steps(Steps),
      .OutBias(OutBias),
      .ThresholdBits(ThresholdBits),
      .ThresholdFile(ThresholdFile),
      .Mmv(Mmv)
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
