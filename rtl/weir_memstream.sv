// A memory that streams its contents over and over, without end. Each iteration writes the next word as one beat, at least
// CyclesPerBeat cycles after the iteration before.
//
// Parameters: Width >= 1 bits a beat; Depth >= 1 words; CyclesPerBeat >= 1; File: memory image (see weir_rom).
// Packing: a beat is a word of the image; the first one after reset is word 0.
// Latency L = 2, II = CyclesPerBeat. Buffering: an output queue of L + 1 beats (see weir_output_queue).
// Does NOT: know frames, or wait for anything but its pace and a credit of its output queue.
// Combinational paths: none.
module weir_memstream #(
    parameter int Width = 0,
    parameter int Depth = 0,
    parameter     File = "",
    parameter int CyclesPerBeat = 1
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    output logic [Width-1:0] m_out_data_o,
    output logic             m_out_valid_o,
    input  logic             m_out_ready_i,
    output logic             issue_o,
    output logic             blocked_o
);
`ifndef __ICARUS__
  if (CyclesPerBeat < 1) $error("weir_memstream: CyclesPerBeat is %0d, must be at least 1", CyclesPerBeat);
`endif

  localparam int WaitBits = $clog2(CyclesPerBeat + 1);

  logic [WaitBits-1:0] wait_q;  // cycles until the next iteration may issue
  logic issue, credit, valid_q;
  logic [Width-1:0] word;

  assign issue = wait_q == '0 && credit;
  assign issue_o = issue;
  assign blocked_o = !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wait_q <= '0;
      valid_q <= 1'b0;
    end else begin
      if (issue) wait_q <= WaitBits'(CyclesPerBeat - 1);
      else if (wait_q != '0) wait_q <= wait_q - 1'b1;
      valid_q <= issue;
    end
  end

  weir_rom #(
      .Width(Width),
      .Depth(Depth),
      .File(File)
  ) u_words (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .next_i(issue),
      .data_o(word)
  );

  weir_output_queue #(
      .Width(Width),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(word),
      .s_valid_i(valid_q),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );
endmodule
