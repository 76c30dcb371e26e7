// Checks that an offered beat keeps its valid and its data until it is taken. It drives nothing, and is empty in synthesis. The
// name of its instance identifies the stream in messages.
//
// Parameters: Width >= 1 bits a beat; Streams >= 1 side by side: stream i starts at bit i * Width of data_i, and has bit i of
//   valid_i and ready_i.
// Does NOT: check cycles in reset.
module weir_stable #(
    parameter int Width = 0,
    parameter int Streams = 1
) (
    input logic                     clk_i,
    input logic                     rst_ni,
    input logic [Streams*Width-1:0] data_i,
    input logic [      Streams-1:0] valid_i,
    input logic [      Streams-1:0] ready_i
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_stable: Width is %0d, must be at least 1", Width);
  if (Streams < 1) $error("weir_stable: Streams is %0d, must be at least 1", Streams);
`endif

`ifndef SYNTHESIS
  // Words are compared in a loop. For $stable Verilator would emit a single expression of all words, and the C++ compiler's
  // time and memory grow faster than the size of such an expression.
  localparam int Words = (Width + 31) / 32;

  for (genvar i = 0; i < (Width > 0 ? Streams : 0); i++) begin : gen_stream
    logic offered_q, same;
    logic [32*Words-1:0] beat, beat_q;

    assign beat = (32 * Words)'(data_i[i*Width+:Width]);

    always_ff @(posedge clk_i) begin
      offered_q <= rst_ni && valid_i[i] && !ready_i[i];
      if (valid_i[i] && !ready_i[i]) beat_q <= beat;
    end

    always_comb begin
      same = 1'b1;
      if (offered_q) begin
        for (int word = 0; word < Words; word++) begin
          if (beat[32*word+:32] != beat_q[32*word+:32]) same = 1'b0;
        end
      end
    end

    stable : assert property (@(posedge clk_i) disable iff (!rst_ni) offered_q |-> valid_i[i] && same)
      else $error("weir_stable: an offered beat changed or went away before it was taken");
  end
`endif
endmodule
