// Data width converter: the bits pass unchanged, only the borders of the beats move. Any ratio, integer or not.
// InBits >= OutBits: every iteration writes a beat, and reads one first if fewer than OutBits are held. InBits < OutBits:
// every iteration reads a beat, and writes one if OutBits are then held.
//
// Parameters: InBits >= 1, OutBits >= 1.
// Packing: the first bit read is the least significant bit of the first beat written.
// Latency L = 1, II = 1. Buffering: the bits left over (less than a beat) and an output queue of L + 1 beats.
// Does NOT: know frames or elements, or pad: a frame must be a multiple of both widths, else bits stay behind.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT doubts '0 of more than 8192 bits; beats and words may be as wide as that.
// verilator lint_off WIDTHCONCAT
module weir_dwc #(
    parameter int InBits,
    parameter int OutBits
) (
    input  logic               clk_i,
    input  logic               rst_ni,
    input  logic [ InBits-1:0] s_in_data_i,
    input  logic               s_in_valid_i,
    output logic               s_in_ready_o,
    output logic [OutBits-1:0] m_out_data_o,
    output logic               m_out_valid_o,
    input  logic               m_out_ready_i,
    output logic               issue_o,
    output logic               blocked_o
);
  if (InBits < 1) $error("weir_dwc: InBits is %0d, must be at least 1", InBits);
  if (OutBits < 1) $error("weir_dwc: OutBits is %0d, must be at least 1", OutBits);

  function automatic int greatest_common_divisor(input int a, input int b);
    int x, y, rest;
    x = a;
    y = b;
    while (y != 0) begin
      rest = x % y;
      x = y;
      y = rest;
    end
    greatest_common_divisor = x;
  endfunction

  // Bits are held in whole units of the greatest common divisor.
  localparam int Unit = greatest_common_divisor(InBits, OutBits);
  localparam int InUnits = InBits / Unit;
  localparam int OutUnits = OutBits / Unit;
  localparam int RestUnits = InUnits > OutUnits ? InUnits - 1 : OutUnits - 1;
  localparam int RestBits = RestUnits > 0 ? RestUnits * Unit : 1;
  localparam int WorkBits = InBits + OutBits;
  localparam int CountBits = $clog2(InUnits + OutUnits + 1);

  logic [CountBits-1:0] held_q, held_d, total;
  logic [RestBits-1:0] rest_q;
  logic [WorkBits-1:0] work;
  logic reads, writes, issue, credit;

  assign reads = InBits < OutBits || held_q < CountBits'(OutUnits);
  assign total = held_q + (reads ? CountBits'(InUnits) : '0);
  assign writes = total >= CountBits'(OutUnits);
  assign held_d = total - (writes ? CountBits'(OutUnits) : '0);

  assign issue = (!reads || s_in_valid_i) && (!writes || credit);
  assign s_in_ready_o = reads && (!writes || credit);
  assign issue_o = issue;
  assign blocked_o = writes && !credit;

  always_comb begin
    // What is held is clean above held_q units, as it starts from nothing.
    work = held_q == '0 ? '0 : WorkBits'(rest_q);
    if (reads) begin
      // A narrowing integer ratio reads only when nothing is held, and needs no shifter.
      if (InBits % OutBits == 0) work = WorkBits'(s_in_data_i);
      else work = work | (WorkBits'(s_in_data_i) << (32'(held_q) * Unit));
    end
  end

  always_ff @(posedge clk_i) begin
    if (issue) rest_q <= RestBits'(writes ? work >> OutBits : work);
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) held_q <= '0;
    else if (issue) held_q <= held_d;
  end

  weir_output_queue #(
      .Width(OutBits),
      .Latency(1)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue && writes),
      .credit_o(credit),
      .s_data_i(work[OutBits-1:0]),
      .s_valid_i(issue && writes),
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
