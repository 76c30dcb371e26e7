// Max normalisation of vectors: out = round half up of (Max * in / m). m is the vector's largest element, or 1 if that is 0;
// Max is the largest number of OutBits bits, 2 ** OutBits - 1. It repeats forever: for each of the Length / Pe beats of a
// vector, one iteration writes a beat of Pe elements from a buffer of two vectors. A separate reader fills the buffer, a beat a
// cycle while there is a free place. A vector's first iteration waits for the vector's last beat.
//
// Parameters: Length a multiple of Pe; InputBits 1..16, OutBits 1..8, both unsigned.
// Packing: element p of a beat starts at bit p * InputBits (OutBits on the output).
// Latency L = 3 + OutBits, II = 1 for the iterations, across vectors. An iteration issues no earlier than the cycle after its
//   vector's last beat was read; a place is free from the cycle after its beat's iteration on.
// Buffering: 2 * Length / Pe beats in a memory with one write and one registered read port, and an output queue of L + 1 beats.
// Does NOT: know where a vector begins except by counting, or write any of a vector before all of it was read.
// Combinational paths: s_in_ready_o, issue_o and blocked_o depend on registers alone.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_normalize #(
    parameter int Length = 0,
    parameter int Pe = 0,
    parameter int InputBits = 0,
    parameter int OutBits = 0
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic [Pe*InputBits-1:0] s_in_data_i,
    input  logic                    s_in_valid_i,
    output logic                    s_in_ready_o,
    output logic [  Pe*OutBits-1:0] m_out_data_o,
    output logic                    m_out_valid_o,
    input  logic                    m_out_ready_i,
    output logic                    issue_o,
    output logic                    blocked_o
);
`ifndef __ICARUS__
  if (Pe < 1 || Length < 1 || Length % Pe != 0)
    $error("weir_normalize: Length is %0d, must be a multiple of Pe, which is %0d", Length, Pe);
  if (InputBits < 1 || InputBits > 16) $error("weir_normalize: InputBits is %0d, must be 1 to 16", InputBits);
  if (OutBits < 1 || OutBits > 8) $error("weir_normalize: OutBits is %0d, must be 1 to 8", OutBits);
`endif

  localparam int Beats = Length / Pe;
  localparam int Places = 2 * Beats;
  localparam int BeatBits = Beats > 1 ? $clog2(Beats) : 1;
  localparam int PlaceBits = $clog2(Places);
  localparam int CountBits = $clog2(Places + 1);

  // The reader. Up to two vectors are complete and not yet fully written. Each half of the buffer has an entry in largest_q
  // with its vector's maximum; growing_q is the maximum so far of the vector being read.
  logic [Pe*InputBits-1:0] buffer_q[0:Places-1];
  logic [PlaceBits-1:0] store_q;
  logic [BeatBits-1:0] store_beat_q;
  logic store_half_q, store, store_last;
  logic [CountBits-1:0] held_q;  // beats in the buffer
  logic [1:0] whole_q;           // vectors that are complete and not yet fully written
  logic [InputBits-1:0] growing_q, growing;
  logic [2*InputBits-1:0] largest_q;

  // The current iteration.
  logic [PlaceBits-1:0] load_q;
  logic [BeatBits-1:0] load_beat_q;
  logic load_half_q, load_last, issue, credit;

  assign s_in_ready_o = held_q != CountBits'(Places);
  assign store = s_in_valid_i && s_in_ready_o;
  assign store_last = store && store_beat_q == BeatBits'(Beats - 1);
  assign issue = whole_q != '0 && credit;
  assign load_last = issue && load_beat_q == BeatBits'(Beats - 1);
  assign issue_o = issue;
  assign blocked_o = !credit;

  always_comb begin
    growing = store_beat_q == '0 ? '0 : growing_q;
    for (int p = 0; p < Pe; p++) begin
      if (s_in_data_i[p*InputBits+:InputBits] > growing) growing = s_in_data_i[p*InputBits+:InputBits];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      store_q <= '0;
      store_beat_q <= '0;
      store_half_q <= 1'b0;
      load_q <= '0;
      load_beat_q <= '0;
      load_half_q <= 1'b0;
      held_q <= '0;
      whole_q <= '0;
    end else begin
      if (store) begin
        store_q <= store_q == PlaceBits'(Places - 1) ? '0 : store_q + 1'b1;
        store_beat_q <= store_last ? '0 : store_beat_q + 1'b1;
        if (store_last) store_half_q <= !store_half_q;
      end
      if (issue) begin
        load_q <= load_q == PlaceBits'(Places - 1) ? '0 : load_q + 1'b1;
        load_beat_q <= load_last ? '0 : load_beat_q + 1'b1;
        if (load_last) load_half_q <= !load_half_q;
      end
      if (store && !issue) held_q <= held_q + 1'b1;
      if (issue && !store) held_q <= held_q - 1'b1;
      if (store_last && !load_last) whole_q <= whole_q + 1'b1;
      if (load_last && !store_last) whole_q <= whole_q - 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (store) begin
      buffer_q[store_q] <= s_in_data_i;
      growing_q <= growing;
    end
    if (store_last) largest_q[32'(store_half_q)*InputBits+:InputBits] <= growing;
  end

  // Stage 1: the beat and its divisor. A beat is never stored in the place that is read in that cycle.
  logic valid1_q;
  logic [Pe*InputBits-1:0] beat_q;
  logic [InputBits-1:0] divisor_q;

  always_ff @(posedge clk_i) begin
    if (issue) begin
      beat_q <= buffer_q[load_q];
      divisor_q <= largest_q[32'(load_half_q)*InputBits+:InputBits];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid1_q <= 1'b0;
    else valid1_q <= issue;
  end

  // The next stages are a restoring division of 2 * Max * x by m, one bit of the quotient a stage. As x <= m, the quotient has
  // Steps bits, and the dividend without its lowest Steps bits is less than m. From the top down, a lane of stage k holds the
  // remainder, the rest of the dividend, and in the freed low bits the first k bits of the quotient. It computes only for a
  // valid stage, to save the simulator work.
  localparam int Steps = OutBits + 1;
  localparam int LaneBits = InputBits + Steps;

  logic [Steps-1:0] valid_q;
  logic [Steps*InputBits-1:0] divisors_q;
  logic [Pe*LaneBits-1:0] dividends;
  logic [Steps*Pe*LaneBits-1:0] lanes_q;
  // verilator lint_off UNUSEDSIGNAL
  logic [Steps*Pe*LaneBits-1:0] lanes;  // the stages' results; the last stage's remainder is not used
  // verilator lint_on UNUSEDSIGNAL
  logic [Pe*OutBits-1:0] codes;
  logic [Steps-1:0] quotient;

  function automatic logic [LaneBits-1:0] divide_step(input logic [LaneBits-1:0] lane, input logic [InputBits-1:0] divisor);
    logic [InputBits:0] remainder;
    logic fits;
    remainder = lane[LaneBits-1-:InputBits+1];
    fits = remainder >= {1'b0, divisor};
    if (fits) remainder = remainder - {1'b0, divisor};
    divide_step = {remainder[InputBits-1:0], lane[Steps-2:0], fits};
  endfunction

  always_comb begin
    lanes = '0;
    for (int k = 0; k < Steps; k++) begin
      if (valid_q[k]) begin
        for (int p = 0; p < Pe; p++) begin
          lanes[(k*Pe+p)*LaneBits+:LaneBits] =
              divide_step(lanes_q[(k*Pe+p)*LaneBits+:LaneBits], divisors_q[k*InputBits+:InputBits]);
        end
      end
    end
  end

  // The dividend is 2 * Max * x = 2 ** Steps * x - 2 * x. The result is half the quotient, rounded.
  always_comb begin
    dividends = '0;
    codes = '0;
    quotient = '0;
    for (int p = 0; p < Pe; p++) begin
      dividends[p*LaneBits+:LaneBits] =
          {beat_q[p*InputBits+:InputBits], Steps'(0)} - LaneBits'({beat_q[p*InputBits+:InputBits], 1'b0});
      quotient = lanes[((Steps-1)*Pe+p)*LaneBits+:Steps];
      codes[p*OutBits+:OutBits] = OutBits'((quotient + 1'b1) >> 1);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[Steps-2:0], valid1_q};
    divisors_q <= {divisors_q[(Steps-1)*InputBits-1:0], divisor_q == '0 ? InputBits'(1) : divisor_q};
    lanes_q <= {lanes[(Steps-1)*Pe*LaneBits-1:0], dividends};
  end

  weir_output_queue #(
      .Width(Pe * OutBits),
      .Latency(3 + OutBits)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(codes),
      .s_valid_i(valid_q[Steps-1]),
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
