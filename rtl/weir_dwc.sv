// Data width converter: it regroups the bits of a stream into beats of another width and changes no bit. Any ratio, integer or
// not.
// An iteration reads a beat if the bits held do not fill the current output beat, and writes that beat if the bits then fill
// it.
//
// Parameters: InBits >= 1, OutBits >= 1. FrameBits >= 0: the bits of a frame, if InBits or OutBits does not divide them (in 64
//   bits if 32 are too few); 0 if both divide them.
// Packing: the first bit read is the least significant bit of the first beat written. A frame begins with a new beat on both
//   sides. If a width does not divide FrameBits, the last beat of that width holds the remaining bits; the bits above them are
//   dropped on the input and zero on the output.
// Latency L = 1, II = 1. Buffering: the bits left over (less than a beat) and an output queue of L + 1 beats.
// Does NOT: know elements; with FrameBits 0 it does not know frames either.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_dwc #(
    parameter int    InBits = 0,
    parameter int    OutBits = 0,
    parameter signed FrameBits = 0
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
`ifndef __ICARUS__
  if (InBits < 1) $error("weir_dwc: InBits is %0d, must be at least 1", InBits);
  if (OutBits < 1) $error("weir_dwc: OutBits is %0d, must be at least 1", OutBits);
  if (FrameBits < 0) $error("weir_dwc: FrameBits is %0d, must be at least 0", FrameBits);
`endif

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

  // The number of beats in a frame, and the bits in its last beat. Without FrameBits: one beat, and the bits of a full beat.
  function automatic longint beats_of(input longint bits, input longint width);
    beats_of = bits > 0 && width > 0 ? (bits + width - 1) / width : 1;
  endfunction
  function automatic int last_of(input longint bits, input longint width);
    last_of = 32'(bits > 0 ? bits - (beats_of(bits, width) - 1) * width : width);
  endfunction

  localparam longint BeatsIn = beats_of(64'(FrameBits), 64'(InBits));
  localparam longint BeatsOut = beats_of(64'(FrameBits), 64'(OutBits));
  localparam int LastIn = last_of(64'(FrameBits), 64'(InBits));
  localparam int LastOut = last_of(64'(FrameBits), 64'(OutBits));
  localparam bit Whole = LastIn == InBits && LastOut == OutBits;

  // Bits are counted in units of the greatest common divisor.
  localparam int Unit = greatest_common_divisor(greatest_common_divisor(InBits, OutBits),
                                                greatest_common_divisor(LastIn, LastOut));
  localparam int InUnits = InBits / Unit;
  localparam int OutUnits = OutBits / Unit;
  localparam int RestUnits = InUnits > OutUnits ? InUnits - 1 : OutUnits - 1;
  localparam int RestBits = RestUnits > 0 ? RestUnits * Unit : 1;
  localparam int WorkBits = InBits + OutBits;
  localparam int CountBits = $clog2(InUnits + OutUnits + 1);

  logic [CountBits-1:0] held_q, held_d, total, wanted;
  logic [RestBits-1:0] rest_q;
  logic [WorkBits-1:0] work;
  logic [InBits-1:0] read;
  logic last_in, last_out;  // the current beat is the last of its frame (only if the widths do not divide a frame)
  logic reads, writes, issue, credit;

  assign wanted = last_out ? CountBits'(LastOut / Unit) : CountBits'(OutUnits);
  assign reads = (Whole && InBits < OutBits) || held_q < wanted;
  assign total = held_q + (!reads ? '0 : last_in ? CountBits'(LastIn / Unit) : CountBits'(InUnits));
  assign writes = total >= wanted;
  assign held_d = total - (writes ? wanted : '0);

  assign issue = (!reads || s_in_valid_i) && (!writes || credit);
  assign s_in_ready_o = reads && (!writes || credit);
  assign issue_o = issue;
  assign blocked_o = writes && !credit;

  // The bits above a frame's last bits are dropped.
  assign read = last_in ? s_in_data_i & InBits'({LastIn{1'b1}}) : s_in_data_i;

  always_comb begin
    // The bits of rest_q above held_q units are zero: the register is ignored while it is empty.
    work = held_q == '0 ? '0 : WorkBits'(rest_q);
    if (reads) begin
      // With a narrowing integer ratio it reads only when no bits are held, and needs no shifter.
      if (InBits % OutBits == 0) work = WorkBits'(read);
      else work = work | (WorkBits'(read) << (32'(held_q) * Unit));
    end
  end

  always_ff @(posedge clk_i) begin
    if (issue) rest_q <= RestBits'(writes ? work >> OutBits : work);
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) held_q <= '0;
    else if (issue) held_q <= held_d;
  end

  if (Whole) begin : gen_whole
    assign last_in = 1'b0;
    assign last_out = 1'b0;
  end else begin : gen_frame
    localparam int InCountBits = BeatsIn > 1 ? $clog2(BeatsIn) : 1;
    localparam int OutCountBits = BeatsOut > 1 ? $clog2(BeatsOut) : 1;
    logic [InCountBits-1:0] in_q;  // the input beat's index in its frame
    logic [OutCountBits-1:0] out_q;
    assign last_in = in_q == InCountBits'(BeatsIn - 1);
    assign last_out = out_q == OutCountBits'(BeatsOut - 1);
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        in_q <= '0;
        out_q <= '0;
      end else if (issue) begin
        if (reads) in_q <= last_in ? '0 : in_q + 1'b1;
        if (writes) out_q <= last_out ? '0 : out_q + 1'b1;
      end
    end
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
