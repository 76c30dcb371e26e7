// A memory that streams its contents over and over, without end. Each iteration writes the next word as one beat.
//
// Parameters: Width >= 1 bits a beat; Depth >= 1 words; File: memory image (see weir_rom).
// Packing: the word of the image is the beat; word 0 follows reset.
// Latency L = 2, II = 1. Buffering: an output queue of L + 1 beats (see weir_output_queue).
// Does NOT: know frames, or wait for anything but room for its output.
// Combinational paths: none.
module weir_memstream #(
    parameter int Width,
    parameter int Depth,
    parameter     File = ""
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    output logic [Width-1:0] m_out_data_o,
    output logic             m_out_valid_o,
    input  logic             m_out_ready_i,
    output logic             issue_o,
    output logic             blocked_o
);
  logic credit, valid_q;
  logic [Width-1:0] word;

  assign issue_o = credit;
  assign blocked_o = !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= credit;
  end

  weir_rom #(
      .Width(Width),
      .Depth(Depth),
      .File(File)
  ) u_words (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .next_i(credit),
      .data_o(word)
  );

  weir_output_queue #(
      .Width(Width),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(credit),
      .credit_o(credit),
      .s_data_i(word),
      .s_valid_i(valid_q),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );
endmodule
