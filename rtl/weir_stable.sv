// Checks of streams that an offered beat keeps its valid and its data until it is taken. It drives nothing, and is empty in
// synthesis. The name of its instance tells the stream.
//
// Parameters: Width >= 1 bits a beat; Streams >= 1 side by side: stream i has the bits i * Width upwards of data_i, and bit i of
//   valid_i and ready_i.
// Does NOT: look at cycles in reset.
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
  for (genvar i = 0; i < Streams; i++) begin : gen_stream
    stable : assert property (@(posedge clk_i) disable iff (!rst_ni)
        valid_i[i] && !ready_i[i] |=> valid_i[i] && $stable(data_i[i*Width+:Width]))
      else $error("weir_stable: an offered beat changed or went away before it was taken");
  end
`endif
endmodule
