// Adds ADD to each element in a pipeline of five stages that never stops. A beat enters if there is a credit; the credit
// returns when the beat leaves the queue of four at the end.
module credit_loop #(
    parameter int LANES = 2,
    parameter int IN_BITS = 4,
    parameter int OUT_BITS = 6,
    parameter int ADD = 3
) (
    input  logic                      ap_clk,
    input  logic                      ap_rst_n,
    input  logic [ LANES*IN_BITS-1:0] in0_V_TDATA,
    input  logic                      in0_V_TVALID,
    output logic                      in0_V_TREADY,
    output logic [LANES*OUT_BITS-1:0] out_V_TDATA,
    output logic                      out_V_TVALID,
    input  logic                      out_V_TREADY
);
  localparam int Stages = 5;
  localparam int Places = 4;
  typedef logic [LANES-1:0][OUT_BITS-1:0] word_t;
  word_t data[Stages];
  logic [Stages-1:0] busy;
  word_t queue[Places];
  logic [1:0] head, tail;
  logic [2:0] held, credits;

  assign in0_V_TREADY = credits != 0;
  assign out_V_TVALID = held != 0;
  assign out_V_TDATA  = queue[head];
  wire enters = in0_V_TVALID && in0_V_TREADY;
  wire leaves = out_V_TVALID && out_V_TREADY;

  always_ff @(posedge ap_clk) begin
    for (int i = 0; i < LANES; i++) data[0][i] <= OUT_BITS'(in0_V_TDATA[i*IN_BITS+:IN_BITS]) + OUT_BITS'(ADD);
    for (int s = 1; s < Stages; s++) data[s] <= data[s-1];
    if (busy[Stages-1]) queue[tail] <= data[Stages-1];
    if (!ap_rst_n) begin
      busy <= '0;
      head <= '0;
      tail <= '0;
      held <= '0;
      credits <= 3'(Places);
    end else begin
      busy <= {busy[Stages-2:0], enters};
      head <= head + 2'(leaves);
      tail <= tail + 2'(busy[Stages-1]);
      held <= held + 3'(busy[Stages-1]) - 3'(leaves);
      credits <= credits + 3'(leaves) - 3'(enters);
    end
  end
endmodule
