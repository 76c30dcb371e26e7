// Majority vote over triplicated channels (triple modular redundancy). It repeats forever: for each of the Pixels pixels of a
// frame, one iteration reads a beat of all Channels channels and writes one. A triplet, channels t, t + 1 and t + 2, becomes
// one channel in the place of the first: the value that at least two of them have, or the first one's if all three differ.
// Other channels pass unchanged. A frame's last iteration also writes a beat of two bits to the error output. Bit 0: somewhere
// in the frame exactly one channel of a triplet differed from the other two. Bit 1: somewhere all three differed.
//
// Parameters: Pixels >= 1; Channels >= 3; Triplets >= 1; First: the first channel of each triplet, 32 bits each, the first
//   triplet in the lowest; ascending, each at least 3 more than the one before; ElementBits 1..56.
// Packing: channel c of a beat starts at bit c * ElementBits.
// Latency L = 1 to both outputs, II = 1, across pixels and frames. Buffering: for each output a queue of L + 1 beats.
// Does NOT: say which triplet or pixel differed.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_tmr_check #(
    parameter int                   Pixels = 0,
    parameter int                   Channels = 0,
    parameter int                   Triplets = 0,
    parameter bit [32*Triplets-1:0] First = 0,
    parameter int                   ElementBits = 0
) (
    input  logic                            clk_i,
    input  logic                            rst_ni,
    input  logic [Channels*ElementBits-1:0] s_in_data_i,
    input  logic                            s_in_valid_i,
    output logic                            s_in_ready_o,
    output logic [(Channels-2*Triplets)*ElementBits-1:0] m_out_data_o,
    output logic                            m_out_valid_o,
    input  logic                            m_out_ready_i,
    output logic [                     1:0] m_error_data_o,
    output logic                            m_error_valid_o,
    input  logic                            m_error_ready_i,
    output logic                            issue_o,
    output logic                            blocked_o
);
`ifndef __ICARUS__
  if (Pixels < 1) $error("weir_tmr_check: Pixels is %0d, must be at least 1", Pixels);
  if (Triplets < 1 || Channels < 3 * Triplets)
    $error("weir_tmr_check: Triplets is %0d, must be at least 1, and have room in Channels, which is %0d", Triplets, Channels);
  if (ElementBits < 1 || ElementBits > 56) $error("weir_tmr_check: ElementBits is %0d, must be 1 to 56", ElementBits);
`endif
  for (genvar t = 0; t < Triplets; t++) begin : gen_check
`ifndef __ICARUS__
    if (First[32*t+:32] + 3 > (t + 1 < Triplets ? First[32*((t+1)%Triplets)+:32] : Channels))
      $error("weir_tmr_check: First of triplet %0d is %0d, must be 3 below the next one and below Channels, which is %0d", t,
             First[32*t+:32], Channels);
`endif
  end

  localparam int OutChannels = Channels - 2 * Triplets;
  localparam int PixelBits = Pixels > 1 ? $clog2(Pixels) : 1;

  logic [PixelBits-1:0] pixel_q;
  logic [1:0] seen_q, seen;  // errors of the frame so far; these and the current beat's
  logic [Triplets-1:0] one_differs, all_differ;
  logic last, issue, out_credit, error_credit;
  logic [OutChannels*ElementBits-1:0] voted;

  assign last = pixel_q == PixelBits'(Pixels - 1);
  assign issue = s_in_valid_i && out_credit && (!last || error_credit);
  assign s_in_ready_o = out_credit && (!last || error_credit);
  assign issue_o = issue;
  assign blocked_o = !(out_credit && (!last || error_credit));

  // Triplet t, and the channels that pass between it and the triplet before. In the output its channel is 2 * t channels lower.
  for (genvar t = 0; t < Triplets; t++) begin : gen_triplet
    localparam int At = First[32*t+:32];
    localparam int From = t > 0 ? First[32*((t+Triplets-1)%Triplets)+:32] + 3 : 0;
    logic [ElementBits-1:0] a, b, c;

    assign a = s_in_data_i[At*ElementBits+:ElementBits];
    assign b = s_in_data_i[(At+1)*ElementBits+:ElementBits];
    assign c = s_in_data_i[(At+2)*ElementBits+:ElementBits];
    assign all_differ[t] = a != b && b != c && a != c;
    assign one_differs[t] = !all_differ[t] && !(a == b && b == c);
    assign voted[(At-2*t)*ElementBits+:ElementBits] = b == c ? b : a;

    if (At > From) begin : gen_pass
      assign voted[(From-2*t)*ElementBits+:(At-From)*ElementBits] = s_in_data_i[From*ElementBits+:(At-From)*ElementBits];
    end
  end

  localparam int Rest = First[32*(Triplets-1)+:32] + 3;
  if (Channels > Rest) begin : gen_rest
    assign voted[(Rest-2*Triplets)*ElementBits+:(Channels-Rest)*ElementBits] =
        s_in_data_i[Rest*ElementBits+:(Channels-Rest)*ElementBits];
  end

  assign seen = seen_q | {|all_differ, |one_differs};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pixel_q <= '0;
      seen_q <= '0;
    end else if (issue) begin
      pixel_q <= last ? '0 : pixel_q + 1'b1;
      seen_q <= last ? '0 : seen;
    end
  end

  weir_output_queue #(
      .Width(OutChannels * ElementBits),
      .Latency(1)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(out_credit),
      .s_data_i(voted),
      .s_valid_i(issue),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

  weir_output_queue #(
      .Width(2),
      .Latency(1)
  ) u_error (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue && last),
      .credit_o(error_credit),
      .s_data_i(seen),
      .s_valid_i(issue && last),
      .m_data_o(m_error_data_o),
      .m_valid_o(m_error_valid_o),
      .m_ready_i(m_error_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule
// verilator lint_on WIDTHCONCAT
